import { describe, expect, test } from '@jest/globals';
import type { WatchedLimit } from '../../../src/incidents/service.js';
import { findExhaustion } from '../../../tools/signals/find-exhaustion.js';
import { catalogOf, NOW, service } from '../../helpers/checkout-incident.js';
import { measured, shopContext, startFakePrometheus, steady, type Curve } from '../fakes/shop-metrics.js';

const NOW_SECONDS = NOW.getTime() / 1000;
/** A straight line that is at `now` now. */
const line =
  (now: number, perHour: number): Curve =>
  (time) =>
    now + ((time - NOW_SECONDS) / 3600) * perHour;

const DISK: WatchedLimit = {
  name: 'disk',
  query: 'disk_used{service="payments"}',
  limit: 1,
  direction: 'up',
  unit: 'ratio',
};

async function shop(answer: Parameters<typeof startFakePrometheus>[0], limits: readonly WatchedLimit[] = []) {
  const prometheus = await startFakePrometheus(answer);
  const catalog = catalogOf([measured('payments', [], { limits }), service('search')]);
  return shopContext(prometheus, { catalog });
}

describe('find_exhaustion', () => {
  test('says when what a service declares runs out, soonest first', async () => {
    const context = await shop(
      (query) =>
        query.startsWith('disk')
          ? [
              { labels: { device: 'sda' }, curve: line(0.5, 0.01) },
              { labels: { device: 'sdb' }, curve: line(0.8, 0.1) },
            ]
          : [{ curve: steady(0.3) }],
      [DISK],
    );

    const result = await findExhaustion.run({ service: 'payments' }, context);

    expect(result).toMatchInlineSnapshot(`
      {
        "data": {
          "resources": [
            {
              "at": "2026-11-20T05:20:00Z",
              "direction": "up",
              "earliest": "2026-11-20T05:20:00Z",
              "latest": "2026-11-20T05:20:00Z",
              "limit": 1,
              "now": 0.8,
              "outcome": "exhausts",
              "perHour": 0.1,
              "resource": "disk (sdb)",
              "since": "2026-11-19T21:20:00Z",
              "unit": "ratio",
              "what": "is at 80 % and rises by 10 % an hour (for 6 h now); at this pace it reaches 100 % in 2 h (2 h to 2 h)",
            },
            {
              "at": "2026-11-22T05:20:00Z",
              "direction": "up",
              "earliest": "2026-11-22T05:20:00Z",
              "latest": "2026-11-22T05:20:00Z",
              "limit": 1,
              "now": 0.5,
              "outcome": "exhausts",
              "perHour": 0.01,
              "resource": "disk (sda)",
              "since": "2026-11-19T21:20:00Z",
              "unit": "ratio",
              "what": "is at 50 % and rises by 24 % a day (for 6 h now); at this pace it reaches 100 % in 2 days (2 days to 2 days)",
            },
            {
              "direction": "up",
              "limit": 1,
              "now": 0.3005,
              "outcome": "no_trend",
              "perHour": null,
              "resource": "saturation",
              "unit": "ratio",
              "what": "is at 30 % and turned a short while ago",
            },
          ],
        },
        "hasMore": false,
        "isUnusual": true,
        "query": "disk_used{service="payments"}
      saturation{service="payments"}",
        "range": {
          "end": 2026-11-20T03:20:00.000Z,
          "start": 2026-11-19T21:20:00.000Z,
        },
        "service": "payments",
        "status": "ok",
        "summary": "2 of 3 resources (payments) run out; first: disk (sdb) is at 80 % and rises by 10 % an hour (for 6 h now); at this pace it reaches 100 % in 2 h (2 h to 2 h).",
      }
    `);
  });

  test('takes a query with its limit; zero is reached from above', async () => {
    const context = await shop(() => [{ curve: line(6e9, -2e9) }]);

    const result = await findExhaustion.run({ query: 'avail_bytes', limit: 0, unit: 'bytes' }, context);

    expect(result).toMatchObject({
      status: 'ok',
      query: 'avail_bytes',
      service: null,
      isUnusual: true,
      data: { resources: [{ outcome: 'exhausts', direction: 'down', unit: 'bytes', perHour: -2e9 }] },
    });
    expect(result.status === 'ok' && result.summary).toMatch(
      /^1 of 1 resource \(avail_bytes\) runs out; first: the value is at 5\.\d GiB and falls by 1\.9 GiB an hour/,
    );
  });

  test('looks closely at what began to report a short while ago', async () => {
    const born = NOW_SECONDS - 600;
    const young = (time: number) => (time < born ? Number.NaN : line(0.7, 0.9)(time));
    const context = await shop(() => [{ curve: young }]);

    expect(await findExhaustion.run({ service: 'payments' }, context)).toMatchObject({
      status: 'ok',
      isUnusual: true,
      data: { resources: [{ resource: 'saturation', outcome: 'exhausts' }] },
    });
  });

  test('is quiet about what stands', async () => {
    const context = await shop(() => [{ curve: steady(0.4) }]);

    expect(await findExhaustion.run({ service: 'payments' }, context)).toMatchObject({
      status: 'ok',
      isUnusual: false,
      data: { resources: [{ resource: 'saturation', outcome: 'no_trend' }] },
    });
  });

  test('names the resource that could not be measured', async () => {
    const context = await shop(
      (query) => (query.startsWith('disk') ? { status: 500, body: 'boom' } : [{ curve: steady(0.4) }]),
      [DISK],
    );

    expect(await findExhaustion.run({ service: 'payments' }, context)).toMatchObject({
      status: 'ok',
      data: { notMeasured: [expect.stringMatching(/^disk: /) as unknown] },
    });
  });

  test('says which queries had no samples', async () => {
    const context = await shop(() => [], [DISK]);

    expect(await findExhaustion.run({ service: 'payments' }, context)).toEqual({
      status: 'no_data',
      searched: 'disk_used{service="payments"}\nsaturation{service="payments"}',
    });
  });

  test.each([
    [{ query: 'up' }, 'A query needs the limit at which its value is exhausted, such as 1 or 0.'],
    [{ query: 'up', service: 'payments', limit: 1 }, 'Give a service or a query, not both.'],
    [
      { service: 'search' },
      'The catalogue declares nothing of search that can run out; give a query and a limit.',
    ],
    [{ service: 'payment' }, 'The catalogue has no "payment". Did you mean payments?'],
  ])('refuses %j', async (input, reason) => {
    const context = await shop(() => []);

    expect(await findExhaustion.run(input, context)).toEqual({ status: 'refused', reason });
  });

  test.each([[{ limit: 'full' }], [{ direction: 'sideways' }], [{ hours: 10_000 }], [{ limit: Infinity }]])(
    'takes %j for a mistake',
    (input) => {
      expect(findExhaustion.input.safeParse({ query: 'up', limit: 1, ...input }).success).toBe(false);
    },
  );
});
