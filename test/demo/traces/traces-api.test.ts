import { describe, expect, test } from '@jest/globals';
import type { ShopSpan } from '../../../demo/shop/tracing.js';
import { createTraceStore } from '../../../demo/traces/trace-store.js';
import { createTracesApi } from '../../../demo/traces/traces-api.js';
import { createJaeger } from '../../../src/clients/jaeger.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';

const START = Date.parse('2026-11-01T10:00:00Z');
const RANGE = { start: new Date(START), end: new Date(START + 60_000) };

const closeLater = closeAfterEach();

const hex = (number: number, length: number) => number.toString(16).padStart(length, '0');

/** A visit a second: web calls checkout, which takes half a second in every fifth visit and fails in every tenth. */
function* visits(count: number): Iterable<ShopSpan> {
  for (let index = 1; index <= count; index += 1) {
    const traceId = hex(index, 32);
    const isSlow = index % 5 === 0;
    const failure = index % 10 === 0 ? { error: true, 'otel.status_description': 'terms is undefined' } : {};
    const at = (START + index * 1000) * 1000;
    const base = { traceId, name: 'POST /orders' };
    yield {
      ...base,
      spanId: hex(1, 16),
      parentId: null,
      service: 'web',
      kind: 'server',
      startMicros: at,
      durationMicros: isSlow ? 510_000 : 12_000,
      tags: { 'span.kind': 'server' },
    };
    yield {
      ...base,
      spanId: hex(2, 16),
      parentId: hex(1, 16),
      service: 'checkout',
      kind: 'server',
      startMicros: at + 1_000,
      durationMicros: isSlow ? 500_000 : 9_000,
      tags: { 'span.kind': 'server', ...failure },
    };
  }
}

async function openStore(count = 30, maxSpans?: number) {
  const store = createTraceStore(maxSpans === undefined ? {} : { maxSpans });
  for (const span of visits(count)) store.append(span);
  const api = createTracesApi(store);
  const url = await api.start();
  closeLater(api.stop);
  const limits = { timeoutMs: 5_000, maxBytes: 2 ** 22, maxTraces: 100, maxSpansPerTrace: 100 };
  return { jaeger: createJaeger({ url, ...limits }), url };
}

describe('the trace store of the demo, as the bot sees it', () => {
  test('gives whole traces with their spans, callers and failures', async () => {
    const { jaeger } = await openStore();
    const trace = await jaeger.getTrace(hex(10, 32));

    expect(trace).toMatchObject({ traceId: hex(10, 32), isPartial: false });
    expect(trace?.spans).toMatchObject([
      { service: 'web', name: 'POST /orders', kind: 'server', parentId: null, isError: false },
      {
        service: 'checkout',
        parentId: hex(1, 16),
        start: START / 1000 + 10.001,
        durationSeconds: 0.5,
        isError: true,
        errorMessage: 'terms is undefined',
      },
    ]);
  });

  test('finds traces by service, time, duration and failure, and says when there are more', async () => {
    const { jaeger } = await openStore();
    const find = async (search: object) => {
      const { traces, isPartial } = await jaeger.findTraces({
        service: 'checkout',
        range: RANGE,
        limit: 50,
        ...search,
      });
      return [traces.length, isPartial];
    };

    expect(await find({})).toEqual([30, false]);
    expect(await find({ onlyErrors: true })).toEqual([3, false]);
    expect(await find({ minDurationSeconds: 0.4 })).toEqual([6, false]);
    expect(await find({ onlyErrors: true, service: 'web' })).toEqual([0, false]);
    expect(await find({ range: { start: RANGE.start, end: new Date(START + 5_500) } })).toEqual([5, false]);
    expect(await find({ limit: 4 })).toEqual([4, true]);
    expect(await find({ service: 'nobody' })).toEqual([0, false]);
  });

  test('names its services and who calls whom', async () => {
    const { jaeger, url } = await openStore();

    expect(await jaeger.listServices()).toEqual(['checkout', 'web']);
    expect(await jaeger.listCalls(RANGE)).toEqual([{ caller: 'web', callee: 'checkout', calls: 30 }]);
    const operations = await (await fetch(`${url}/api/services/web/operations`)).json();
    expect(operations).toMatchObject({ data: ['POST /orders'], errors: null });
  });

  test.each([
    ['/api/traces', 400, "parameter 'service' is required"],
    ['/api/traces?service=web&minDuration=fast', 400, 'time: invalid duration "fast"'],
    ['/api/traces?service=web&start=now', 400, "unable to parse param 'start'"],
    ['/api/traces?service=web&tags=error', 400, "malformed 'tags' parameter"],
    ['/api/traces?service=web&minDuration=2s&maxDuration=1s', 400, "'maxDuration' should be greater"],
    ['/api/traces/xyz', 400, 'invalid syntax'],
    [`/api/traces/${hex(99, 32)}`, 404, 'trace not found'],
    ['/api/dependencies', 400, "unable to parse param 'endTs'"],
  ])('refuses %s with %d and words that help', async (path, status, words) => {
    const { url } = await openStore();
    const answer = await fetch(`${url}${path}`);
    const { data, errors } = (await answer.json()) as { data: unknown; errors: { msg: string }[] };

    expect({ status: answer.status, data }).toEqual({ status, data: null });
    expect(errors[0]?.msg).toContain(words);
  });

  test('knows no such trace, as the client says it', async () => {
    const { jaeger, url } = await openStore();

    expect(await jaeger.getTrace(hex(99, 32))).toBeUndefined();
    expect((await fetch(`${url}/search`)).status).toBe(404);
  });

  test('forgets the oldest traces when there are too many spans', async () => {
    const { jaeger } = await openStore(30, 20);
    const { traces } = await jaeger.findTraces({ service: 'web', range: RANGE, limit: 50 });

    expect(traces).toHaveLength(10);
    expect(await jaeger.getTrace(hex(20, 32))).toBeUndefined();
    expect(await jaeger.getTrace(hex(30, 32))).toBeDefined();
  });
});
