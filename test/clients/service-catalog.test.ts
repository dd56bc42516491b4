import { symlinkSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { distance } from '../../src/incidents/service.js';
import { useCatalogFiles } from './catalog-files.js';

const { at, write, load } = useCatalogFiles();

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
    firewatch.dev/sli-unit: orders
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
        unitOfWork: 'orders',
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
    symlinkSync('..data/catalog-info.yaml', at('catalog-info.yaml'));
    symlinkSync('.', at('circle'));

    const { catalog, problems } = await load();

    expect(problems).toEqual([]);
    expect(catalog.list().map(({ name }) => name)).toEqual(['a']);
  });

  test('a path that does not exist is a problem, and the others are read', async () => {
    const path = write('services.yaml', component('a'));

    const { catalog, problems } = await load([at('absent'), path]);

    expect(problems).toEqual(['absent: cannot be read (no such file or directory).']);
    expect(catalog.list()).toHaveLength(1);
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
