import { describe, expect, test } from '@jest/globals';
import { useCatalogFiles } from './catalog-files.js';

const { write, load } = useCatalogFiles();

function component(name: string, dependsOn: readonly string[] = []): string {
  return `kind: Component\nmetadata: { name: ${name} }\nspec: { dependsOn: [${dependsOn.join(', ')}] }\n`;
}

describe('problems name file and line, and leave the rest alone', () => {
  test('a syntax error', async () => {
    write('a/catalog-info.yaml', 'kind: Component\nmetadata:\n  name: "a\n');
    write('b/catalog-info.yaml', component('b'));

    const { catalog, problems } = await load();

    expect(problems).toEqual(['a/catalog-info.yaml:4: is not valid YAML: Missing closing "quote.']);
    expect(catalog.list().map(({ name }) => name)).toEqual(['b']);
  });

  test('a missing name, a wrong type and a missing kind, each in its document', async () => {
    write(
      'catalog-info.yaml',
      `kind: Component
metadata:
  title: Nameless
---
kind: Component
metadata:
  name: b
spec:
  dependsOn:
    - component:a
    - { name: c }
---
name: just-a-map
---
${component('d')}`,
    );

    const { catalog, problems } = await load();

    expect(problems).toEqual([
      'catalog-info.yaml:3: metadata.name: a component needs a name.',
      'catalog-info.yaml:11: spec.dependsOn[1]: Invalid input: expected string, received object.',
      'catalog-info.yaml:13: has no kind; a service is described with "kind: Component".',
    ]);
    expect(catalog.list().map(({ name }) => name)).toEqual(['d']);
  });

  test('a word for private that is neither; the service counts as private', async () => {
    const entity = (name: string, value: string) =>
      `kind: Component\nmetadata:\n  name: ${name}\n  annotations:\n    firewatch.dev/private: '${value}'\n`;
    write(
      'catalog-info.yaml',
      [entity('a', 'true'), entity('b', 'false'), entity('c', 'sometimes')].join('---\n'),
    );

    const { catalog, problems } = await load();

    expect(['a', 'b', 'c'].map((name) => catalog.get(name)?.isPrivate ?? false)).toEqual([true, false, true]);
    expect(problems).toEqual([
      'catalog-info.yaml:17: whether c is private must be "true" or "false", not "sometimes"; it counts as private.',
    ]);
  });

  test('a tier that is none; the service gets tier 3', async () => {
    write(
      'catalog-info.yaml',
      'kind: Component\nmetadata:\n  name: a\n  annotations:\n    other: x\n    firewatch.dev/tier: gold\n',
    );

    const { catalog, problems } = await load();

    expect(problems).toEqual([
      'catalog-info.yaml:6: the tier of a must be "1", "2", "3" or "4", not "gold"; 3 is used.',
    ]);
    expect(catalog.get('a')?.tier).toBe(3);
  });

  test('a service described twice; the first one stays', async () => {
    write('a/catalog-info.yaml', component('same', ['x']));
    write('b/catalog-info.yaml', `# a comment\n${component('same')}`);

    const { catalog, problems } = await load();

    expect(problems).toEqual([
      'b/catalog-info.yaml:2: same is already described at a/catalog-info.yaml:1; this one was left out.',
    ]);
    expect(catalog.get('same')?.dependsOn).toEqual(['x']);
  });

  test('a name that could change the meaning of a query; the service has no signals', async () => {
    write('catalog-info.yaml', `kind: Component\nmetadata:\n  name: 'a"} or vector(1)'\n`);

    const { catalog, problems } = await load();

    expect(problems).toEqual([
      'catalog-info.yaml:3: the name "a\\"} or vector(1)" cannot stand in a query; it has no signals.',
    ]);
    expect(catalog.list()[0]?.signals).toEqual([]);
  });

  test('an alias that expands without end', async () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}]`);
    write('catalog-info.yaml', `kind: Component\nl0: &l0 [lol]\n${levels.join('\n')}\n`);

    const { catalog, problems } = await load();

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^catalog-info\.yaml:1: is not valid YAML: Excessive alias count/);
    expect(catalog.list()).toEqual([]);
  });

  test('an empty file is no problem', async () => {
    write('catalog-info.yaml', '# nothing yet\n---\n');

    expect((await load()).problems).toEqual([]);
  });
});
