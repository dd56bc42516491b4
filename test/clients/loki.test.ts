import { afterEach, describe, expect, test } from '@jest/globals';
import { createLoki, type LokiOptions } from '../../src/clients/loki.js';
import { UpstreamError } from '../../src/shared/errors.js';
import { startHttpStub, type HttpStub } from '../helpers/http-stub.js';
import { startFakeLoki, type FakeLine } from './fake-loki.js';

const START = new Date('2026-11-01T10:00:00Z');
const RANGE = { start: START, end: new Date('2026-11-01T11:00:00Z') };
const BASE = BigInt(START.getTime()) * 1_000_000n;
const SECOND = 1_000_000_000n;

let server: HttpStub | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function setUp(lines: readonly FakeLine[], options: Partial<LokiOptions> = {}, tenant?: string) {
  const fake = await startFakeLoki(lines, tenant ? { tenant } : {});
  server = fake;
  return { loki: clientOf(fake, options), fake };
}

function clientOf(fake: HttpStub, options: Partial<LokiOptions> = {}) {
  const limits = {
    timeoutMs: 2_000,
    maxBytes: 2 ** 20,
    maxLines: 10_000,
    maxSeries: 5,
    maxPointsPerSeries: 100,
  };
  return createLoki({ url: fake.url, ...limits, ...options });
}

async function failureOf(promise: Promise<unknown>): Promise<UpstreamError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UpstreamError)) throw new Error(`Expected an UpstreamError, got ${String(error)}`);
  return error;
}

/** One line a second from two streams in turn. */
const steady = (count: number): FakeLine[] =>
  Array.from({ length: count }, (_, index) => ({
    nanos: BASE + BigInt(index) * SECOND,
    text: `line ${index}`,
    stream: { service: index % 2 === 0 ? 'cart' : 'shop' },
  }));

describe('log lines', () => {
  test('come oldest first, from all streams, with time and labels', async () => {
    const { loki, fake } = await setUp(steady(3), { token: 'secret-token' });

    const answer = await loki.queryLines('{service=~".+"}', RANGE, { limit: 100 });

    const seconds = START.getTime() / 1000;
    expect(answer).toEqual({
      lines: [
        { time: seconds, text: 'line 0', labels: { service: 'cart' } },
        { time: seconds + 1, text: 'line 1', labels: { service: 'shop' } },
        { time: seconds + 2, text: 'line 2', labels: { service: 'cart' } },
      ],
      covered: RANGE,
      isPartial: false,
      warnings: [],
    });
    expect(fake.requests).toHaveLength(1);
    expect(fake.requests[0]?.headers.authorization).toBe('Bearer secret-token');
    expect(Object.fromEntries(fake.requests[0]?.query ?? [])).toEqual({
      query: '{service=~".+"}',
      start: '1793527200000000000',
      end: '1793530800000000000',
      limit: '101',
      direction: 'backward',
    });
  });

  test.each([
    ['newest', 100, 199, 'start'],
    ['oldest', 0, 99, 'end'],
  ] as const)(
    'of too many, the %s are kept, and the part that they cover is told',
    async (keep, first, last, edge) => {
      const { loki } = await setUp(steady(200), { pageLines: 30 });

      const answer = await loki.queryLines('{}', RANGE, { limit: 100, keep });

      expect(answer.lines).toHaveLength(100);
      expect(answer.lines[0]?.text).toBe(`line ${first}`);
      expect(answer.lines.at(-1)?.text).toBe(`line ${last}`);
      expect(answer.isPartial).toBe(true);
      expect(answer.warnings).toEqual([
        `Only the 100 ${keep} lines were read, because there are more than 100 lines.`,
      ]);
      expect(answer.covered).toEqual({
        ...RANGE,
        [edge]: new Date(START.getTime() + (edge === 'start' ? first : last) * 1000),
      });
    },
  );

  test.each(['newest', 'oldest'] as const)(
    'no page loses or repeats a line, bursts of one instant included: %s',
    async (keep) => {
      const bursts = Array.from({ length: 120 }, (_, index) => ({
        nanos: BASE + BigInt(Math.floor(index / 7)) * SECOND,
        text: `line ${index}`,
      }));
      const { loki, fake } = await setUp(bursts, { pageLines: 10 });

      const answer = await loki.queryLines('{}', RANGE, { limit: 500, keep });

      expect(answer.lines.map(({ text }) => text).toSorted()).toEqual(
        bursts.map(({ text }) => text).toSorted(),
      );
      expect(answer.isPartial).toBe(false);
      expect(fake.requests.length).toBeGreaterThan(10);
    },
  );

  test('more lines of one instant than a page holds do not stop the rest', async () => {
    const lines = [
      ...Array.from({ length: 25 }, (_, index) => ({ nanos: BASE + 5n * SECOND, text: `burst ${index}` })),
      ...steady(3),
    ];
    const { loki } = await setUp(lines, { pageLines: 10 });

    const answer = await loki.queryLines('{}', RANGE, { limit: 100 });

    expect(answer.lines).toHaveLength(13);
    expect(answer.warnings).toEqual(['10 lines or more have the same time; some of them may be missing.']);
    expect(answer.isPartial).toBe(true);
  });

  test('pages of very long lines are asked for with fewer lines', async () => {
    const long = steady(40).map((line) => ({ ...line, text: `${'x'.repeat(5_000)}` }));
    const { loki, fake } = await setUp(long, { maxBytes: 100_000 });

    const answer = await loki.queryLines('{}', RANGE, { limit: 15 });

    expect(answer.lines).toHaveLength(15);
    expect(fake.requests.map(({ query }) => query.get('limit'))).toEqual(['16']);
    const all = await loki.queryLines('{}', RANGE, { limit: 100 });
    expect(all.warnings).toEqual([
      expect.stringMatching(/^Only the \d+ newest lines were read, because the answer/),
    ]);
    expect(all.lines.length).toBeGreaterThan(15);
  });

  test('a line larger than any answer may be is told, and nothing counts as read', async () => {
    const { loki } = await setUp([{ nanos: BASE, text: 'x'.repeat(2 ** 20) }], { maxBytes: 50_000 });

    const answer = await loki.queryLines('{}', RANGE, { limit: 100 });

    expect(answer).toMatchObject({
      lines: [],
      isPartial: true,
      covered: { start: RANGE.end, end: RANGE.end },
    });
    expect(answer.warnings).toEqual([
      'Only the 0 newest lines were read, because single lines are too large.',
    ]);
  });

  test('reading ends when the answer becomes too large', async () => {
    const long = steady(100).map((line) => ({ ...line, text: 'x'.repeat(3_000) }));
    const { loki } = await setUp(long, { pageLines: 10, maxBytes: 100_000 });

    const answer = await loki.queryLines('{}', RANGE, { limit: 100 });

    expect(answer.lines.length).toBeGreaterThan(20);
    expect(answer.lines.length).toBeLessThan(50);
    expect(answer.warnings[0]).toContain('because the answer became too large');
  });

  test('reading ends when it takes too long', async () => {
    const { fake } = await setUp(steady(1_000));
    const slow = await startHttpStub(({ path, query }, response) => {
      setTimeout(() => {
        void fetch(`${fake.url}${path}?${query.toString()}`)
          .then((answer) => answer.text())
          .then((body) => response.end(body));
      }, 10);
      return undefined;
    });

    const answer = await clientOf(slow, { pageLines: 2, timeoutMs: 500 }).queryLines('{}', RANGE, {
      limit: 900,
    });
    await slow.close();

    expect(answer.lines.length).toBeGreaterThan(1);
    expect(answer.lines.length).toBeLessThan(200);
    expect(answer.warnings[0]).toContain('because reading them took too long');
  });

  test('very long lines are cut, and structured metadata is no trouble', async () => {
    const values = [[String(BASE), 'y'.repeat(9_000), { structuredMetadata: { trace_id: 'abc' } }]];
    server = await startHttpStub(() => ({
      body: { status: 'success', data: { resultType: 'streams', result: [{ stream: {}, values }] } },
    }));

    const answer = await clientOf(server).queryLines('{}', RANGE, { limit: 5 });

    expect(answer.lines[0]?.text).toHaveLength(4_000);
  });
});

describe('numbers from lines', () => {
  test('are series, with what is not a number left out', async () => {
    const { loki, fake } = await setUp(steady(3));

    const answer = await loki.queryRange('sum(rate({a="b"}[1m]))', RANGE, { stepSeconds: 10 });

    expect(answer.series).toEqual([
      { labels: { service: 'cart' }, times: [START.getTime() / 1000], values: [3] },
      { labels: { service: 'shop' }, times: [], values: [] },
    ]);
    expect(answer.isPartial).toBe(false);
    expect(answer.warnings).toEqual(['The step was raised from 10 s to 36 s to bound the answer.']);
    expect(fake.requests[0]?.query.get('step')).toBe('36');
  });

  test('lines where numbers were wanted, and the other way round, are told apart', async () => {
    const { loki } = await setUp(steady(3));

    const lines = await failureOf(loki.queryRange('{a="b"}', RANGE, { stepSeconds: 60 }));
    const numbers = await failureOf(loki.queryLines('rate({a="b"}[1m])', RANGE, { limit: 5 }));

    expect(lines.message).toContain('wrap it in count_over_time');
    expect(numbers.message).toContain('ask for a log query');
  });
});

describe('refusals and failures', () => {
  test.each([
    [
      '%',
      {},
      'Loki refused the query (400): parse error at line 1, col 1: syntax error: unexpected IDENTIFIER',
    ],
    ['{}', { pageLines: 6_000 }, 'limit > max_entries_limit_per_query (6000 > 5000)'],
  ])('Loki’s own words are passed on: %s', async (query, options, words) => {
    const { loki, fake } = await setUp([], options);

    const failure = await failureOf(loki.queryLines(query, RANGE, { limit: 9_000 }));

    expect(failure.message).toContain(words);
    expect(failure).toMatchObject({ service: 'loki', status: 400, isRetryable: false });
    expect(fake.requests).toHaveLength(1);
  });

  test('a tenant is sent, and its absence is told', async () => {
    const { loki, fake } = await setUp(steady(1), { tenant: 'shop' }, 'shop');

    expect((await loki.queryLines('{}', RANGE, { limit: 5 })).lines).toHaveLength(1);
    const failure = await failureOf(clientOf(fake).queryLines('{}', RANGE, { limit: 5 }));
    expect(failure.message).toContain('refused access (401); check its credential and LOKI_URL');
  });

  test('a page that is not the API is told apart from a failure', async () => {
    server = await startHttpStub(() => ({ body: '<html>Grafana</html>' }));

    const failure = await failureOf(clientOf(server).queryLines('{}', RANGE, { limit: 5 }));

    expect(failure.message).toContain('check that LOKI_URL is the base address');
  });

  test('nobody waits for a Loki that hangs', async () => {
    server = await startHttpStub(() => 'hang');

    const failure = await failureOf(
      clientOf(server, { timeoutMs: 50 }).queryLines('{}', RANGE, { limit: 5 }),
    );

    expect(failure.message).toContain('did not answer within 0.1 s');
    expect(failure.isRetryable).toBe(true);
  });
});

describe('the rest of the API', () => {
  test('lists labels and their values', async () => {
    const { loki } = await setUp(steady(2));

    expect(await loki.listLabels(RANGE)).toEqual(['service']);
    expect(await loki.listLabelValues('service', RANGE, { limit: 1 })).toEqual({
      names: ['cart'],
      hasMore: true,
    });
    await server?.close();
    const { loki: empty } = await setUp([]);
    expect(await empty.listLabels(RANGE)).toEqual([]);
  });

  test('ping tells the version, or null where a gateway hides that page', async () => {
    const { loki } = await setUp([]);
    expect(await loki.ping()).toEqual({ version: '3.1.0' });
    await server?.close();

    server = await startHttpStub(({ path }) =>
      path.endsWith('/labels') ? { body: { status: 'success' } } : { status: 404, body: 'not found' },
    );
    expect(await clientOf(server).ping()).toEqual({ version: null });
  });
});
