import { describe, expect, test } from '@jest/globals';
import { chooseScope } from '../../../src/workflows/evidence/measure/scope.js';
import { useCatalogFiles } from '../../clients/catalog-files.js';
import { alert } from './gather-evidence-fixtures.js';

const files = useCatalogFiles();

/** Each calls the next one; who calls the first is what users meet. */
async function chainOf(length: number) {
  const names = Array.from({ length }, (_, index) => `s${index}`);
  files.write(
    'catalog-info.yaml',
    names
      .map(
        (name, index) =>
          `kind: Component\nmetadata: { name: ${name} }\nspec: { dependsOn: [${names[index + 1] ?? ''}] }\n`,
      )
      .join('---\n'),
  );
  const { catalog } = await files.load();
  let looked = 0;
  const counted = {
    ...catalog,
    allDependants(name: string) {
      looked += 1;
      return catalog.allDependants(name);
    },
  };
  return { catalog: counted, looked: () => looked };
}

describe('the services that a pass looks at', () => {
  test.each([20, 2_000])('what users meet is among them, in a chain of %i', async (length) => {
    const { catalog } = await chainOf(length);

    const { services } = chooseScope(catalog, `s${length - 1}`, []);

    expect(services.map(({ name }) => name)).toContain('s0');
  });

  test('with no service named, who is called by nobody comes first, however many there are', async () => {
    const { catalog, looked } = await chainOf(2_000);

    const { services } = chooseScope(catalog, null, []);

    expect(services[0]?.name).toBe('s0');
    expect(services).toHaveLength(12);
    // Following every service's callers to their end takes seconds in which nothing else is done.
    expect(looked()).toBeLessThan(10);
  });

  test('services that nobody declared are named in one sentence, however many alerts name them', async () => {
    const { catalog } = await chainOf(2);
    const strangers = Array.from({ length: 2_000 }, (_, index) => alert('Down', `stranger-${index}`));

    const { gaps } = chooseScope(catalog, 's0', strangers);

    expect(gaps.filter((gap) => gap.includes('service catalogue'))).toEqual([
      'stranger-0, stranger-1, stranger-2 and 1997 more are not in the service catalogue, so neither their signals nor their neighbours are known.',
    ]);
  });
});
