import { afterEach, describe, expect, test } from '@jest/globals';
import { createJaeger } from '../../../src/clients/jaeger.js';
import { createTempo } from '../../../src/clients/tempo.js';
import type { TraceSource } from '../../../src/incidents/ports/trace-source.js';
import { readTraces } from '../../../src/workflows/evidence/measure/read-traces.js';
import { judgeTraces } from '../../../src/analysis/traces/judge-traces.js';
import { describeTraces } from '../../../src/workflows/evidence/sentences/trace-sentences.js';
import { startFakeJaeger, startFakeTempo, type FakeSpan } from '../../clients/fake-traces.js';
import { startHttpStub, type HttpStub } from '../../helpers/http-stub.js';

const START = Date.parse('2026-03-04T02:00:00Z') / 1000;
const TROUBLE = START + 3600;
const NOW = TROUBLE + 300;
const RANGE = { start: new Date(START * 1000), end: new Date(NOW * 1000) };
const KNOWN = ['web', 'checkout', 'db'];

let server: HttpStub | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Request {
  readonly at: number;
  /** Milliseconds that the database takes. */
  readonly db: number;
  readonly error?: string;
}

/** web → checkout → db, which sends no spans itself. */
function spansOf({ at, db, error }: Request, index: number): readonly FakeSpan[] {
  const hex = (part: number) => (index * 16 + part + 1).toString(16).padStart(16, '0');
  const traceId = (index + 1).toString(16).padStart(32, 'a');
  const base = { traceId, ...(error === undefined ? {} : { error: 'answered 500' }) };
  const start = at * 1e6;
  const micros = db * 1000;
  return [
    {
      ...base,
      spanId: hex(0),
      service: 'web',
      name: 'GET /pay',
      kind: 'server',
      start,
      micros: micros + 9_000,
    },
    {
      ...base,
      spanId: hex(1),
      parentId: hex(0),
      service: 'web',
      name: 'POST',
      kind: 'client',
      start: start + 1_000,
      micros: micros + 7_000,
    },
    {
      ...base,
      spanId: hex(2),
      parentId: hex(1),
      service: 'checkout',
      name: 'POST /orders',
      kind: 'server',
      start: start + 2_000,
      micros: micros + 5_000,
    },
    {
      ...base,
      ...(error === undefined ? {} : { error }),
      spanId: hex(3),
      parentId: hex(2),
      service: 'checkout',
      name: 'INSERT orders',
      kind: 'client',
      peer: 'db',
      start: start + 3_000,
      micros,
    },
  ];
}

const requests = (count: number, from: number, to: number, each: (index: number) => Omit<Request, 'at'>) =>
  Array.from({ length: count }, (_, index): Request => ({
    at: from + ((to - from) * index) / count,
    ...each(index),
  }));
const usual = requests(25, START, TROUBLE - 300, (index) => ({ db: 18 + (index % 5) }));

async function look(source: TraceSource, candidates: readonly string[] = ['checkout'], deadlineMs = 5_000) {
  const reading = await readTraces(
    source,
    { queryTimeoutMs: 5_000, signal: new AbortController().signal },
    {
      candidates,
      range: RANGE,
      middle: new Date((TROUBLE - 300) * 1000),
      deadlineMs: performance.now() + deadlineMs,
    },
  );
  const found = judgeTraces(reading, { troubleStart: TROUBLE, isKnown: (name) => KNOWN.includes(name) });
  return { ...found, rows: describeTraces(found, reading) };
}

const LIMITS = {
  timeoutMs: 5_000,
  maxBytes: 2 ** 24,
  maxTraces: 100,
  maxSpansPerTrace: 100,
  maxSeries: 10,
  maxPointsPerSeries: 10,
};

async function jaeger(stored: readonly Request[]): Promise<TraceSource> {
  server = await startFakeJaeger(stored.flatMap(spansOf));
  return createJaeger({ url: server.url, ...LIMITS });
}
async function tempo(stored: readonly Request[]): Promise<TraceSource> {
  server = await startFakeTempo(stored.flatMap(spansOf));
  return createTempo({ url: server.url, ...LIMITS });
}

describe.each([
  ['Tempo', tempo],
  ['Jaeger', jaeger],
])('traces from %s', (_, start) => {
  test('say who waits longer for whom, the deepest first, and give the ranking its edges', async () => {
    const slow = requests(25, TROUBLE, NOW, (index) => ({ db: 1_200 + index }));

    const { rows, edges, calls, gaps } = await look(await start([...usual, ...slow]));

    expect(gaps).toEqual([]);
    expect(rows.map(({ statement }) => statement)).toEqual([
      expect.stringMatching(
        /^checkout waits 1\.2 s for db instead of 20 ms in 25 of 25 calls, as in trace [0-9a-f]{32}\.$/,
      ),
      expect.stringMatching(/^web waits 1\.2 s for checkout instead of 27 ms in 25 of 25/),
    ]);
    expect(rows[0]).toMatchObject({
      kind: 'trace',
      service: 'db',
      range: RANGE,
      data: { slow: 25, calls: 25, unit: 'seconds' },
    });
    expect(rows[0]?.query).toContain('checkout');
    expect(calls).toEqual(
      expect.arrayContaining([
        { caller: 'web', callee: 'checkout' },
        { caller: 'checkout', callee: 'db' },
      ]),
    );
    expect(edges).toHaveLength(2);
  });

  test('say where requests begin to fail', async () => {
    const failing = requests(10, TROUBLE, NOW, (index) => ({
      db: 20,
      ...(index % 2 === 0 ? { error: `connection refused by 10.0.0.${index}:5432` } : {}),
    }));

    const { rows, behaviours } = await look(await start([...usual, ...failing]));

    expect(rows[0]?.statement).toMatch(
      /^5 of 5 failed requests through checkout began to fail in db with “connection refused by <[^”]*”, as in trace [0-9a-f]+; before the trouble none did\.$/,
    );
    expect(behaviours.filter(({ badness }) => badness === 2)).toEqual([
      expect.objectContaining({
        component: 'db',
        usual: { runs: 25, times: 0 },
        now: { runs: 10, times: 5 },
      }),
    ]);
  });

  test('say nothing where nothing changed', async () => {
    const { rows, gaps } = await look(
      await start([...usual, ...requests(25, TROUBLE, NOW, () => ({ db: 20 }))]),
    );

    expect(rows).toEqual([]);
    expect(gaps).toEqual([]);
  });

  test('are looked for at the callers of a service that has none', async () => {
    const { calls } = await look(await start(usual), ['db', 'checkout']);

    expect(calls).toContainEqual({ caller: 'checkout', callee: 'db' });
  });
});

describe('what is missing', () => {
  test('services without traces are named', async () => {
    const { gaps } = await look(await jaeger(usual), ['mail']);

    expect(gaps).toEqual(['The trace store has no traces of mail.']);
  });

  test('too few usual traces are no comparison', async () => {
    const { rows, edges, gaps } = await look(await jaeger(requests(5, TROUBLE, NOW, () => ({ db: 900 }))));

    expect([rows, edges]).toEqual([[], []]);
    expect(gaps).toEqual([
      'Of checkout, 0 traces from before the trouble and 5 of it were found, too few to compare.',
    ]);
  });

  test('a store that never answers costs no more than the deadline', async () => {
    server = await startHttpStub(() => 'hang');
    const started = performance.now();

    const { gaps } = await look(createJaeger({ url: server.url, ...LIMITS }), ['checkout'], 200);

    expect(performance.now() - started).toBeLessThan(1_000);
    expect(gaps).toEqual([expect.stringContaining('no time was left for an answer')]);
  });

  test('a store that breaks off is told', async () => {
    server = await startHttpStub(({ path }) =>
      path === '/api/services' ? { body: { data: ['checkout'] } } : 'drop',
    );

    const { gaps } = await look(createJaeger({ url: server.url, ...LIMITS }));

    expect(gaps).toEqual([
      expect.stringMatching(/^3 queries failed \(.+\): traces of checkout \(checkout\)/),
    ]);
  });
});
