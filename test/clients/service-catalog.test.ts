import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { distance } from '../../src/incidents/service.js';
import { createCatalogFiles } from './catalog-files.js';

let files: ReturnType<typeof createCatalogFiles>;
beforeEach(() => {
  files = createCatalogFiles();
});
afterEach(() => files.remove());

const write = (name: string, text: string) => files.write(name, text);
const load = (paths?: readonly string[]) => files.load(paths);

function component(name: string, dependsOn: readonly string[] = []): string {
  return `kind: Component\nmetadata: { name: ${name} }\nspec: { dependsOn: [${dependsOn.join(', ')}] }\n`;
}

describe('a component', () => {
  test('is read with everything that Backstage and Firewatch write about it', async () => {
    write(
      'catalog-info.yaml',
      `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  title: Checkout
  description: Takes orders.
  annotations:
    firewatch.dev/tier: "1"
    firewatch.dev/channel: "#checkout-incidents"
    pagerduty.com/service-id: PABC123
    firewatch.dev/sli-saturation: pool_in_use{service="$service"} / pool_size{service="$service"}
    firewatch.dev/sli-latency: slo:latency:p95_$window{app="$service"}
spec:
  type: service
  owner: group:payments
  lifecycle: production
  dependsOn:
    - component:cart
    - component:default/payment
    - resource:orders-db
    - resource:default/orders-db
    - checkout
`,
    );

    const { catalog, problems } = await load();

    expect(problems).toEqual([]);
    expect(catalog.list()).toEqual([
      {
        name: 'checkout',
        title: 'Checkout',
        description: 'Takes orders.',
        tier: 1,
        owner: 'group:payments',
        lifecycle: 'production',
        dependsOn: ['cart', 'payment', 'orders-db'],
        signals: [
          {
            name: 'requests',
            unit: 'per_second',
            query: 'sum(rate(http_requests_total{service="checkout"}[2m]))',
          },
          {
            name: 'errors',
            unit: 'ratio',
            query:
              '(sum(rate(http_requests_total{service="checkout",code=~"5.."}[2m])) or vector(0)) / sum(rate(http_requests_total{service="checkout"}[2m]))',
          },
          { name: 'latency', unit: 'seconds', query: 'slo:latency:p95_2m{app="checkout"}' },
          {
            name: 'saturation',
            unit: 'ratio',
            query: 'pool_in_use{service="checkout"} / pool_size{service="checkout"}',
          },
        ],
        limits: [],
        pagerDutyServiceId: 'PABC123',
        channel: '#checkout-incidents',
      },
    ]);
  });

  test('needs no more than a name', async () => {
    write('catalog-info.yaml', 'kind: Component\nmetadata:\n  name: cart\n');

    const { catalog, problems } = await load();

    expect(problems).toEqual([]);
    expect(catalog.get('cart')).toMatchObject({
      title: 'cart',
      description: '',
      tier: 3,
      owner: null,
      dependsOn: [],
      pagerDutyServiceId: null,
      channel: null,
    });
    expect(catalog.get('cart')?.signals.map(({ name }) => name)).toEqual(['requests', 'errors', 'latency']);
    expect(catalog.get('nobody')).toBeUndefined();
  });

  test('may name the paging service by our own annotation', async () => {
    const annotations = 'annotations: { firewatch.dev/pagerduty-service-id: P9 }';
    write('catalog-info.yaml', `kind: Component\nmetadata: { name: cart, ${annotations} }\n`);

    const { catalog } = await load();

    expect(catalog.get('cart')?.pagerDutyServiceId).toBe('P9');
  });
});

describe('files', () => {
  test('directories are searched; other kinds, other files and hidden directories are passed over', async () => {
    write(
      'a/catalog-info.yaml',
      `${component('a')}---\nkind: System\nmetadata: { name: shop }\n---\n${component('b')}`,
    );
    write('b/deep/catalog-info.yml', component('c'));
    write('b/other.yaml', component('x'));
    write('node_modules/m/catalog-info.yaml', component('y'));
    write('.git/catalog-info.yaml', component('z'));

    const { catalog, problems } = await load();

    expect(problems).toEqual([]);
    expect(catalog.list().map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  test('a file given by its path may have any name', async () => {
    const path = write('services.yaml', component('a'));

    const { catalog } = await load([path]);

    expect(catalog.list()).toHaveLength(1);
  });

  test('files mounted as links, as Kubernetes does, are read once', async () => {
    write('..data/catalog-info.yaml', component('a'));
    symlinkSync('..data/catalog-info.yaml', join(files.folder, 'catalog-info.yaml'));
    symlinkSync('.', join(files.folder, 'circle'));

    const { catalog, problems } = await load();

    expect(problems).toEqual([]);
    expect(catalog.list().map(({ name }) => name)).toEqual(['a']);
  });

  test('a path that does not exist is a problem, and the others are read', async () => {
    const path = write('services.yaml', component('a'));

    const { catalog, problems } = await load([join(files.folder, 'absent'), path]);

    expect(problems).toEqual(['absent: cannot be read (no such file or directory).']);
    expect(catalog.list()).toHaveLength(1);
  });
});

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

describe('dependants', () => {
  test('are those who call a service, directly or through others', async () => {
    write(
      'catalog-info.yaml',
      [
        component('web', ['checkout', 'catalog']),
        component('checkout', ['payment']),
        component('payment', ['resource:db']),
      ].join('---\n'),
    );

    const { catalog } = await load();

    const names = (services: readonly { name: string }[]) => services.map(({ name }) => name);
    expect(names(catalog.dependants('payment'))).toEqual(['checkout']);
    expect(names(catalog.allDependants('db'))).toEqual(['payment', 'checkout', 'web']);
    expect(names(catalog.allDependants('web'))).toEqual([]);
    expect(names(catalog.allDependants('unknown'))).toEqual([]);
    expect(distance(catalog, 'web', 'payment')).toBe(2);
  });

  test('end where services call each other in a circle', async () => {
    write(
      'catalog-info.yaml',
      [component('a', ['b']), component('b', ['c']), component('c', ['a'])].join('---\n'),
    );

    const { catalog } = await load();

    expect(catalog.allDependants('a').map(({ name }) => name)).toEqual(['c', 'b']);
  });
});
