import { describe, expect, test } from '@jest/globals';
import { useCatalogFiles } from './catalog-files.js';

const { write, load } = useCatalogFiles();

describe('where the logs of a service are', () => {
  const cart = (annotation: string) =>
    `kind: Component\nmetadata:\n  name: cart\n  annotations:\n    firewatch.dev/logs: ${annotation}\n`;

  test('may be said by a selector of its own', async () => {
    write('catalog-info.yaml', cart(`'{job="cart-v2"}'`));

    expect((await load()).catalog.get('cart')?.logSelector).toBe('{job="cart-v2"}');
  });

  test('is not taken from what is no selector', async () => {
    write('catalog-info.yaml', cart('cart-v2'));

    const { catalog, problems } = await load();

    expect(catalog.get('cart')).not.toHaveProperty('logSelector');
    expect(problems).toEqual([expect.stringMatching(/:5: the logs of cart must be a LogQL stream selector/)]);
  });
});

test('what a service works on has to be a word or two; else it is called requests', async () => {
  write(
    'catalog-info.yaml',
    'kind: Component\nmetadata:\n  name: mailer\n  annotations:\n    firewatch.dev/sli-unit: jobs/s (queued)\n',
  );

  const { catalog, problems } = await load();

  expect(catalog.get('mailer')).not.toHaveProperty('unitOfWork');
  expect(problems).toEqual([
    'catalog-info.yaml:5: what mailer works on must be one or two words in the plural, such as "jobs", not "jobs/s (queued)"; it is called requests.',
  ]);
});

describe('what can run out', () => {
  const annotated = (...lines: readonly string[]) =>
    `kind: Component\nmetadata:\n  name: orders-db\n  annotations:\n${lines.map((line) => `    firewatch.dev/forecast-${line}\n`).join('')}`;

  test('is a query with the condition under which it has run out, and the unit', async () => {
    write(
      'catalog-info.yaml',
      annotated(
        'disk: min by (device) (avail_bytes{service="$service"}) <= 0 bytes',
        'memory: |\n      memory_bytes{service="$service"}\n        >= 1.5 GiB',
        'certificate: cert_expiry{service="$service"} - time() <= 0 seconds',
        'error-budget: budget_left{service="$service",window="$window"} <= 0 ratio',
        'orders: count(orders{state=~">=1"} >= 3) >= 500',
      ),
    );

    const { catalog, problems } = await load();

    expect(problems).toEqual([]);
    expect(catalog.get('orders-db')?.limits).toEqual([
      {
        name: 'disk',
        query: 'min by (device) (avail_bytes{service="orders-db"})',
        limit: 0,
        direction: 'down',
        unit: 'bytes',
      },
      {
        name: 'memory',
        query: 'memory_bytes{service="orders-db"}',
        limit: 1.5 * 1024 ** 3,
        direction: 'up',
        unit: 'bytes',
      },
      {
        name: 'certificate',
        query: 'cert_expiry{service="orders-db"} - time()',
        limit: 0,
        direction: 'down',
        unit: 'seconds',
      },
      {
        name: 'error budget',
        query: 'budget_left{service="orders-db",window="2m"}',
        limit: 0,
        direction: 'down',
        unit: 'ratio',
      },
      {
        name: 'orders',
        query: 'count(orders{state=~">=1"} >= 3)',
        limit: 500,
        direction: 'up',
        unit: 'number',
      },
    ]);
  });

  test('is left out with its line and an example where it is not understood', async () => {
    write(
      'catalog-info.yaml',
      annotated('disk: used / size', 'memory: used >= 3 gigabytes', 'quota-left: left <= 0'),
    );

    const { catalog, problems } = await load();

    expect(problems).toEqual([
      'catalog-info.yaml:5: the forecast "disk" of orders-db must be a query, ">=" or "<=", the limit and its unit, such as "disk_used / disk_size >= 1 ratio"; it was left out.',
      'catalog-info.yaml:6: the forecast "memory" of orders-db has the unit "gigabytes", which must be one of ratio, seconds, per_second, number, bytes, KiB, MiB, GiB, TiB; it was left out.',
    ]);
    expect(catalog.get('orders-db')?.limits.map(({ name }) => name)).toEqual(['quota left']);
  });
});
