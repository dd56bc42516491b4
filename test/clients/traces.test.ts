/** Tempo and Jaeger, which keep the same promises about traces in their own ways. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { createJaeger, type Jaeger } from '../../src/clients/jaeger.js';
import { createTempo, type Tempo } from '../../src/clients/tempo.js';
import { UpstreamError } from '../../src/shared/errors.js';
import { startHttpStub, type HttpStub } from '../helpers/http-stub.js';
import { startFakeJaeger, startFakeTempo, type FakeSpan } from './fake-traces.js';

const START = new Date('2026-11-01T10:00:00Z');
const RANGE = { start: START, end: new Date('2026-11-01T11:00:00Z') };
const MICROS = START.getTime() * 1000;
const LIMITS = {
  timeoutMs: 2_000,
  maxBytes: 2 ** 20,
  maxTraces: 20,
  maxSpansPerTrace: 100,
  maxSeries: 5,
  maxPointsPerSeries: 60,
};

let server: HttpStub | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function failureOf(promise: Promise<unknown>): Promise<UpstreamError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UpstreamError)) throw new Error(`Expected an UpstreamError, got ${String(error)}`);
  return error;
}

/** A shop that asks its cart; the cart of every third trace fails. */
function tracesOf(count: number): FakeSpan[] {
  return Array.from({ length: count }, (_, index) => {
    const traceId = (index + 1).toString(16).padStart(32, '0');
    const start = MICROS + index * 1_000_000;
    const error = index % 3 === 0 ? { error: 'no such session' } : {};
    return [
      {
        traceId,
        spanId: 'aaaaaaaaaaaaaaaa',
        service: 'shop',
        name: 'GET /cart',
        kind: 'server',
        start,
        micros: 90_000,
      },
      {
        traceId,
        spanId: 'bbbbbbbbbbbbbbbb',
        parentId: 'aaaaaaaaaaaaaaaa',
        service: 'cart',
        name: 'load',
        kind: 'client',
        start: start + 1_500,
        micros: 1_000 * (index + 1),
        ...error,
      },
    ] satisfies FakeSpan[];
  }).flat();
}

const STORES = [
  {
    name: 'tempo',
    title: 'Tempo',
    variable: 'TEMPO_URL',
    start: startFakeTempo,
    connect: (url: string, more: object = {}): Tempo => createTempo({ url, ...LIMITS, ...more }),
  },
  {
    name: 'jaeger',
    title: 'Jaeger',
    variable: 'JAEGER_URL',
    start: startFakeJaeger,
    connect: (url: string, more: object = {}): Jaeger => createJaeger({ url, ...LIMITS, ...more }),
  },
] as const;

describe.each(STORES)('traces of $title', ({ name, title, variable, start, connect }) => {
  async function setUp(spans: readonly FakeSpan[], more: object = {}) {
    const fake = await start(spans);
    server = fake;
    return { store: connect(fake.url, more), fake };
  }

  test('are found by service, whole, in the units of all stores', async () => {
    const { store, fake } = await setUp(tracesOf(1), { token: 'secret-token' });

    const answer = await store.findTraces({ service: 'cart', range: RANGE, limit: 5 });

    const traceId = '1'.padStart(32, '0');
    const seconds = START.getTime() / 1000;
    expect(answer).toMatchObject({ isPartial: false, warnings: [] });
    expect(answer.traces).toEqual([
      {
        traceId,
        isPartial: false,
        spans: [
          {
            traceId,
            spanId: 'aaaaaaaaaaaaaaaa',
            parentId: null,
            service: 'shop',
            name: 'GET /cart',
            kind: 'server',
            start: seconds,
            durationSeconds: 0.09,
            isError: false,
            errorMessage: null,
          },
          {
            traceId,
            spanId: 'bbbbbbbbbbbbbbbb',
            parentId: 'aaaaaaaaaaaaaaaa',
            service: 'cart',
            name: 'load',
            kind: 'client',
            start: seconds + 0.0015,
            durationSeconds: 0.001,
            isError: true,
            errorMessage: 'no such session',
          },
        ],
      },
    ]);
    expect(fake.requests.every(({ headers }) => headers.authorization === 'Bearer secret-token')).toBe(true);
  });

  test('are found by failure and by duration', async () => {
    const { store } = await setUp(tracesOf(9));
    const found = async (more: object) =>
      (await store.findTraces({ service: 'cart', range: RANGE, limit: 20, ...more })).traces.length;

    expect(await found({})).toBe(9);
    expect(await found({ onlyErrors: true })).toBe(3);
    expect(await found({ minDurationSeconds: 0.008 })).toBe(2);
    expect(await found({ onlyErrors: true, minDurationSeconds: 0.005 })).toBe(1);
    expect(await found({ service: 'mail' })).toBe(0);
    expect(await found({ range: { start: RANGE.end, end: new Date(RANGE.end.getTime() + 60_000) } })).toBe(0);
  });

  test('names with quotes and spaces do no harm', async () => {
    const { store } = await setUp([{ ...tracesOf(1)[1]!, service: 'a "b" \\ && {c}' }]);

    const answer = await store.findTraces({ service: 'a "b" \\ && {c}', range: RANGE, limit: 5 });

    expect(answer.traces).toHaveLength(1);
  });

  test('of too many, some are read, and that is said', async () => {
    const { store } = await setUp(tracesOf(9), { maxTraces: 6 });

    const few = await store.findTraces({ service: 'cart', range: RANGE, limit: 4 });
    const most = await store.findTraces({ service: 'cart', range: RANGE, limit: 100 });

    expect(few.traces).toHaveLength(4);
    expect(few).toMatchObject({
      isPartial: true,
      warnings: ['There are more than 4 traces; any 4 of them were read.'],
    });
    expect(most.traces).toHaveLength(6);
  });

  test('with too many spans are cut, and that is said', async () => {
    const { store } = await setUp(tracesOf(1), { maxSpansPerTrace: 1 });

    const answer = await store.findTraces({ service: 'cart', range: RANGE, limit: 4 });

    expect(answer.traces[0]).toMatchObject({ isPartial: true });
    expect(answer.traces[0]?.spans.map(({ service }) => service)).toEqual(['shop']);
    expect(answer.warnings).toEqual(['Some traces have more than 1 spans; only the first were kept.']);
  });

  test('are read by their id; one that is not there is no failure', async () => {
    const { store } = await setUp(tracesOf(2));

    expect((await store.getTrace('2'.padStart(32, '0')))?.spans).toHaveLength(2);
    expect(await store.getTrace('f'.repeat(32))).toBeUndefined();
    const failure = await failureOf(store.getTrace('not an id'));
    expect(failure).toMatchObject({ service: name, status: 400, isRetryable: false });
    expect(failure.message).toContain(`${title} refused`);
  });

  test('services are listed, and it tells that it is there', async () => {
    const { store } = await setUp(tracesOf(1));

    expect(await store.listServices()).toEqual(['shop', 'cart']);
    expect(await store.ping()).toEqual({ version: name === 'tempo' ? '2.6.1' : null });
  });

  test('a page that is not the API is told apart from a failure', async () => {
    server = await startHttpStub(() => ({ body: '<html>Grafana</html>' }));

    const failure = await failureOf(
      connect(server.url).findTraces({ service: 'cart', range: RANGE, limit: 5 }),
    );

    expect(failure.message).toContain(`check that ${variable} is the base address`);
    expect(failure.isRetryable).toBe(false);
  });

  test('nobody waits for a store that hangs, or longer than the caller wants', async () => {
    server = await startHttpStub(() => 'hang');
    const search = { service: 'cart', range: RANGE, limit: 5 };

    const late = await failureOf(connect(server.url, { timeoutMs: 50 }).findTraces(search));
    const left = await failureOf(
      connect(server.url).findTraces({ ...search, signal: AbortSignal.timeout(30) }),
    );

    expect(late).toMatchObject({ service: name, isRetryable: true });
    expect(late.message).toContain('did not answer within');
    expect(left.message).toContain('the caller gave up');
  });
});

describe('Tempo alone', () => {
  test('shows what it asked as TraceQL', async () => {
    server = await startFakeTempo([]);
    const search = { service: 'cart', range: RANGE, onlyErrors: true, minDurationSeconds: 0.25, limit: 5 };

    const { query, traces } = await createTempo({ url: server.url, ...LIMITS }).findTraces(search);

    expect(query).toBe('{ resource.service.name = "cart" && status = error && duration >= 250000us }');
    expect(traces).toEqual([]);
  });

  test('a trace that cannot be read does not cost the others', async () => {
    const broken = ['2', '4'].map((id) => id.padStart(32, '0'));
    server = await startFakeTempo(tracesOf(5), { broken });

    const answer = await createTempo({ url: server.url, ...LIMITS }).findTraces({
      service: 'cart',
      range: RANGE,
      limit: 10,
    });

    expect(answer.traces.map(({ traceId }) => Number(traceId))).toEqual([1, 3, 5]);
    expect(answer.warnings).toEqual(['2 of 5 traces could not be read.']);
  });

  test('gives numbers over time; what protobuf leaves out is zero', async () => {
    server = await startFakeTempo([]);
    const tempo = createTempo({ url: server.url, ...LIMITS, tenant: 'shop' });

    const answer = await tempo.queryRange('{ } | rate() by (resource.service.name)', RANGE, {
      stepSeconds: 30,
    });

    const seconds = START.getTime() / 1000;
    expect(answer).toEqual({
      series: [
        { labels: { 'resource.service.name': 'cart' }, times: [seconds, seconds + 60], values: [0, 0.5] },
      ],
      isPartial: false,
      warnings: ['The step was raised from 30 s to 60 s to bound the answer.'],
    });
    expect(server.requests[0]?.headers['x-scope-orgid']).toBe('shop');
    const refused = await failureOf(tempo.queryRange('{ }', RANGE, { stepSeconds: 60 }));
    expect(refused.message).toBe('Tempo refused the query (400): metrics query required');
  });

  test('an answer in part is told', async () => {
    server = await startHttpStub(() => ({
      body: { series: [], status: 'PARTIAL', message: 'too many\nseries' },
    }));

    const answer = await createTempo({ url: server.url, ...LIMITS }).queryRange('{}|rate()', RANGE, {
      stepSeconds: 60,
    });

    expect(answer).toEqual({
      series: [],
      isPartial: true,
      warnings: ['Tempo answered in part only: too many series'],
    });
  });

  test('ids in hexadecimal and spans of old versions are read too', async () => {
    const span = {
      spanId: 'AAAAAAAAAAAAAAAA',
      kind: 2,
      startTimeUnixNano: '1000000000',
      status: { code: 2 },
    };
    server = await startHttpStub(() => ({
      body: { resourceSpans: [{ instrumentationLibrarySpans: [{ spans: [span] }] }] },
    }));

    const trace = await createTempo({ url: server.url, ...LIMITS }).getTrace('ab');

    expect(trace?.spans).toMatchObject([
      {
        spanId: 'aaaaaaaaaaaaaaaa',
        service: 'unknown',
        kind: 'server',
        start: 1,
        durationSeconds: 0,
        isError: true,
      },
    ]);
  });
});

describe('Jaeger alone', () => {
  test('gives the call graph, and shows what it asked', async () => {
    server = await startFakeJaeger([]);
    const jaeger = createJaeger({ url: server.url, ...LIMITS });

    expect(await jaeger.listCalls(RANGE)).toEqual([{ caller: 'shop', callee: 'cart', calls: 12 }]);
    const { query } = await jaeger.findTraces({ service: 'cart', range: RANGE, onlyErrors: true, limit: 5 });
    expect(query).toBe('service=cart tags={"error":"true"}');
    expect(server.requests[0]?.query.get('lookback')).toBe('3600000');
  });

  test('a search without results may say null', async () => {
    server = await startHttpStub(() => ({ body: { data: null, errors: null } }));

    const answer = await createJaeger({ url: server.url, ...LIMITS }).findTraces({
      service: 'cart',
      range: RANGE,
      limit: 5,
    });

    expect(answer).toMatchObject({ traces: [], isPartial: false });
  });
});
