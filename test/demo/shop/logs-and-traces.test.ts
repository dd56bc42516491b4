import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogsAndTraces } from '../../../demo/logs-and-traces.js';
import { createShop, type Shop } from '../../../demo/shop/shop.js';
import { createJaeger, type Jaeger } from '../../../src/clients/jaeger.js';
import { createLoki, type Loki } from '../../../src/clients/loki.js';

const WITHIN_MS = 30_000;
const telemetry = createLogsAndTraces();
let shop: Shop;
let loki: Loki;
let jaeger: Jaeger;

beforeAll(async () => {
  const { lokiUrl, jaegerUrl } = await telemetry.start();
  const limits = { timeoutMs: 10_000, maxBytes: 2 ** 24 };
  const bounds = { maxLines: 5_000, maxSeries: 20, maxPointsPerSeries: 500 };
  loki = createLoki({ url: lokiUrl, ...limits, ...bounds });
  jaeger = createJaeger({ url: jaegerUrl, ...limits, maxTraces: 200, maxSpansPerTrace: 100 });
  shop = createShop({ collector: telemetry.collector });
  await shop.start();
}, 60_000);

afterAll(async () => {
  await shop.stop();
  await telemetry.stop();
});

const since = (start: number) => ({ start: new Date(start), end: new Date(Date.now() + 1000) });

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + WITHIN_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function linesOf(service: string, text: string, start: number): Promise<readonly string[]> {
  const query = `{service_name="${service}"} |= ${JSON.stringify(text)}`;
  const { lines } = await loki.queryLines(query, since(start), { limit: 100 });
  return lines.map((line) => line.text);
}

describe('logs and traces of the shop', () => {
  test('tell every visit at the front door, with its trace from there to the database', async () => {
    const [line = ''] = await until('an order', async () => {
      const lines = await linesOf('checkout', 'order placed', Date.now() - 10_000);
      return lines.length > 0 ? lines : undefined;
    });
    const { level, msg, traceId } = JSON.parse(line) as Record<string, string>;
    expect({ level, msg }).toEqual({ level: 'info', msg: 'order placed' });
    const trace = await until('its trace', async () => {
      const found = await jaeger.getTrace(traceId ?? '');
      return found?.spans.some(({ parentId }) => parentId === null) ? found : undefined;
    });

    const parents = new Map(trace.spans.map((span) => [span.spanId, span]));
    const callsOf = (service: string) =>
      trace.spans.flatMap((span) => {
        const caller = parents.get(parents.get(span.parentId ?? '')?.spanId ?? '');
        return span.kind === 'server' && caller?.service === service ? [span.service] : [];
      });
    expect(callsOf('web')).toEqual(['checkout']);
    expect(callsOf('checkout')).toEqual(['cart', 'orders-db', 'payments', 'orders-db']);
    expect(trace.spans.filter(({ isError }) => isError)).toEqual([]);
    // The first visits may all go elsewhere.
    const begin = Date.now() - 10_000;
    const call = await until('a call of the catalogue to its database', async () =>
      (await jaeger.listCalls(since(begin))).find(
        ({ caller, callee }) => `${caller} ${callee}` === 'catalog orders-db',
      ),
    );
    expect(call.calls).toBeGreaterThan(0);
  }, 60_000);

  test.each([
    ['bad-release', 'checkout', 'TypeError: Cannot read properties of undefined'],
    ['expired-credential', 'payments', 'card-provider answered 401 Unauthorized'],
    ['exhausted-pool', 'payments', 'connection pool exhausted: 15/15 in use'],
    ['slow-database', 'orders-db', 'slow query '],
    ['memory-leak', 'cart', 'allocation failed, emergency collection'],
    ['traffic-surge', 'catalog', 'queue full, request turned away'],
  ])(
    'tell of %s where it is, in words that were not there before',
    async (fault, service, words) => {
      const before = Date.now();
      expect(await linesOf(service, words, before - 3_000)).toEqual([]);
      shop.faults.inject(fault);
      await until('the line', async () => (await linesOf(service, words, before))[0]);
      const { traces } = await until('a trace that fails or is slow', async () => {
        const range = since(before);
        const search = fault === 'slow-database' ? { minDurationSeconds: 0.2 } : { onlyErrors: true };
        const found = await jaeger.findTraces({ service, range, limit: 50, ...search });
        return found.traces.length > 0 ? found : undefined;
      });

      expect(traces.every(({ spans }) => spans.some((span) => span.service === service))).toBe(true);
      shop.repair();
    },
    60_000,
  );
});
