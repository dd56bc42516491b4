import { afterEach, describe, expect, test } from '@jest/globals';
import { createLoki } from '../../src/clients/loki.js';
import { createTempo } from '../../src/clients/tempo.js';
import { startHttpStub, type HttpStub, type StubAnswer, type StubRequest } from '../helpers/http-stub.js';
import { startFakeLoki } from './fake-loki.js';
import { startFakeTempo } from './fake-traces.js';

const START = new Date('2026-11-01T10:00:00Z');
const RANGE = { start: START, end: new Date('2026-11-01T11:00:00Z') };
const LIMITS = { timeoutMs: 1_500, maxBytes: 2 ** 20, maxSeries: 5, maxPointsPerSeries: 100 };

const servers: HttpStub[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(async (server) => server.close()));
});

/** Passes everything on to a store, unless `fail` has another answer. */
async function inFrontOf(
  store: HttpStub,
  fail: (request: StubRequest, count: number) => StubAnswer | undefined,
): Promise<string> {
  let count = 0;
  const front = await startHttpStub((request, response) => {
    count += 1;
    const failure = fail(request, count);
    if (failure === undefined) {
      void fetch(`${store.url}${request.path}?${request.query.toString()}`)
        .then((answer) => answer.text())
        .then((body) => response.end(body));
    }
    return failure;
  });
  servers.push(store, front);
  return front.url;
}

async function timed<T>(promise: Promise<T>): Promise<{ answer: T; milliseconds: number }> {
  const startedAt = performance.now();
  const answer = await promise;
  return { answer, milliseconds: performance.now() - startedAt };
}

describe('what was read is not lost', () => {
  test.each(['hang', 'drop', { status: 500 }] as const)(
    'a page of log lines that does not come (%j) costs none of those before it',
    async (failure) => {
      const lines = Array.from({ length: 100 }, (_, index) => ({
        nanos: (BigInt(START.getTime()) + BigInt(index) * 1_000n) * 1_000_000n,
        text: `line ${index}`,
        stream: { service: 'cart' },
      }));
      const url = await inFrontOf(await startFakeLoki(lines), (_, count) =>
        count > 1 ? failure : undefined,
      );
      const loki = createLoki({ url, ...LIMITS, maxLines: 1_000, pageLines: 10 });

      const { answer, milliseconds } = await timed(loki.queryLines('{}', RANGE, { limit: 100 }));

      // Whoever waits for as long as one request may take has the answer.
      expect(milliseconds).toBeLessThan(LIMITS.timeoutMs);
      expect(answer.lines.map(({ text }) => text)).toEqual(
        Array.from({ length: 9 }, (_, index) => `line ${index + 91}`),
      );
      expect(answer.covered.start).toEqual(new Date(START.getTime() + 91_000));
      expect(answer.warnings).toEqual([
        'Only the 9 newest lines were read, because the rest was not answered.',
      ]);
    },
  );

  test('a trace that never comes does not cost the others', async () => {
    const traces = [1, 2, 3, 4, 5].map((id) => [
      {
        traceId: String(id).padStart(32, '0'),
        spanId: 'aaaaaaaaaaaaaaaa',
        service: 'cart',
        name: 'load',
        kind: 'server' as const,
        start: START.getTime() * 1000 + id,
        micros: 90_000,
      },
    ]);
    const url = await inFrontOf(await startFakeTempo(traces.flat()), ({ path }) =>
      path.endsWith('3') ? 'hang' : undefined,
    );
    const tempo = createTempo({ url, ...LIMITS, maxTraces: 20, maxSpansPerTrace: 100 });

    const { answer, milliseconds } = await timed(
      tempo.findTraces({ service: 'cart', range: RANGE, limit: 10 }),
    );

    expect(milliseconds).toBeLessThan(LIMITS.timeoutMs);
    expect(answer.traces.map(({ traceId }) => Number(traceId))).toEqual([1, 2, 4, 5]);
    expect(answer.warnings).toEqual(['1 of 5 traces could not be read.']);
  });
});
