import { afterEach, describe, expect, test } from '@jest/globals';
import { createLoki } from '../../../src/clients/loki.js';
import type { Service } from '../../../src/incidents/service.js';
import { judgeLogs } from '../../../src/workflows/evidence/measure/logs/judge-logs.js';
import { readLogs } from '../../../src/workflows/evidence/measure/logs/read-logs.js';
import { describeLogs } from '../../../src/workflows/evidence/sentences/log-sentences.js';
import { startFakeLoki, type FakeLine } from '../../clients/fake-loki.js';
import { startHttpStub, type HttpStub } from '../../helpers/http-stub.js';
import { service } from './gather-evidence-fixtures.js';

const START = Date.parse('2026-03-04T02:00:00Z') / 1000;
const TROUBLE = START + 3600;
const NOW = TROUBLE + 300;
const RANGE = { start: new Date(START * 1000), end: new Date(NOW * 1000) };
const EDGES = [
  { caller: 'web', callee: 'checkout' },
  { caller: 'checkout', callee: 'db' },
];

let server: HttpStub | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** One line every `every` seconds in [from, to). */
function lines(
  on: string,
  text: string | ((index: number) => string),
  every: number,
  from = START,
  to = NOW,
) {
  return Array.from({ length: Math.ceil((to - from) / every) }, (_, index): FakeLine => ({
    nanos: BigInt(Math.round((from + index * every) * 1e6)) * 1000n,
    text: typeof text === 'string' ? text : text(index),
    stream: { app: on, pod: `${on}-0` },
  }));
}

const quiet = (on: string) => [
  ...lines(on, (index) => `level=info msg="request done" path=/p/${index} status=200`, 10),
  ...lines(on, (index) => `level=info msg="cache refreshed" entries=${index}`, 30),
];

async function look(
  stored: readonly FakeLine[] | HttpStub,
  options: {
    services?: readonly Service[];
    maxLines?: number;
    troubleStart?: number;
    deadlineMs?: number;
    queryTimeoutMs?: number;
    judgeMs?: number;
  } = {},
) {
  server = 'url' in stored ? stored : await startFakeLoki(stored);
  const loki = createLoki({
    url: server.url,
    timeoutMs: 5_000,
    maxBytes: 2 ** 24,
    maxLines: options.maxLines ?? 5_000,
    maxSeries: 10,
    maxPointsPerSeries: 100,
  });
  const reading = await readLogs(
    loki,
    { queryTimeoutMs: options.queryTimeoutMs ?? 5_000, signal: new AbortController().signal },
    {
      services: options.services ?? ['web', 'checkout', 'db'].map((name) => service(name, 1)),
      range: RANGE,
      middle: new Date((TROUBLE - 300) * 1000),
      deadlineMs: performance.now() + (options.deadlineMs ?? 5_000),
    },
  );
  const found = await judgeLogs(reading, {
    troubleStart: options.troubleStart ?? TROUBLE,
    edges: EDGES,
    deadlineMs: performance.now() + (options.judgeMs ?? 5_000),
  });
  return { ...found, rows: describeLogs(found.findings, RANGE), asked: server.requests };
}

const healthy = [...quiet('web'), ...quiet('checkout'), ...quiet('db')];
const failing = lines(
  'checkout',
  (index) => `level=error msg="voucher ${index} rejected: bad signature"`,
  2,
  TROUBLE + 4,
);

describe('log lines of the services in scope', () => {
  test('a new kind of line is told with its counts, its time and a query that shows it', async () => {
    const { rows, behaviours, gaps } = await look([...healthy, ...failing]);

    expect(gaps).toEqual([]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      kind: 'log',
      service: 'checkout',
      statement:
        'checkout logs something new since 03:00:04 UTC: “voucher … rejected: bad signature” (error), 148 times in 5 min, never in the 60 min before.',
      query: '{app="checkout"} |= "rejected: bad signature"',
      range: RANGE,
      data: { change: 'new', level: 'error', count: 148, countBefore: 0, onset: TROUBLE + 4 },
    });
    expect(rows[0]).toHaveProperty('data.points.length', 60);
    expect(behaviours).toEqual([
      expect.objectContaining({
        component: 'checkout',
        kind: 'log',
        badness: 2,
        usual: { runs: 121, times: 0 },
        now: { runs: 10, times: 10 },
      }),
    ]);
  });

  test('structured lines are told by their message and their error, and found by the longer of both', async () => {
    const structured = lines(
      'checkout',
      (index) =>
        JSON.stringify({
          level: 'error',
          message: 'order not stored',
          order: index,
          error: 'no space left on device',
        }),
      2,
      TROUBLE,
    );

    const { rows } = await look([...healthy, ...structured]);

    expect(rows[0]?.statement).toContain('“order not stored: no space left on device” (error)');
    expect(rows[0]?.query).toBe('{app="checkout"} |= "no space left on device"');
  });

  test('all services cost one query per window, over the label that has their names', async () => {
    const { asked } = await look([...healthy, ...failing]);

    const queries = asked
      .filter(({ path }) => path.endsWith('/query_range'))
      .map(({ query }) => query.get('query'));
    expect([...new Set(queries)]).toEqual(['{app=~"web|checkout|db"}']);
    expect(queries.length).toBeLessThan(8);
  });

  test('nothing is found where nothing changed', async () => {
    const { rows, behaviours } = await look(healthy);

    expect(rows).toEqual([]);
    expect(behaviours).toEqual([]);
  });

  test('a line that comes far more often is told with both counts', async () => {
    const timeouts = (every: number, from: number, to: number) =>
      lines('db', 'level=warn msg="slow query on orders"', every, from, to);

    const { rows, behaviours } = await look([
      ...healthy,
      ...timeouts(120, START, TROUBLE),
      ...timeouts(1, TROUBLE, NOW),
    ]);

    expect(rows[0]?.statement).toMatch(
      /^db logs “slow query on orders” \(warning\) \d+ times as often: 300 times in 5 min after 30 times in the 60 min before\.$/,
    );
    expect(behaviours[0]).toMatchObject({ component: 'db', badness: 1, now: { runs: 10, times: 10 } });
    expect(behaviours[0]?.usual.times).toBeLessThan(3);
  });

  test('a complaint about a callee speaks of the callee, unless that one complains of another', async () => {
    const complaints = [
      ...lines('web', 'ERROR GET /cart: checkout answered 503', 2, TROUBLE),
      ...lines('checkout', 'ERROR connection refused: db:5432', 2, TROUBLE),
    ];

    const { behaviours, rows } = await look([...healthy, ...complaints]);

    expect(behaviours.map(({ component, name }) => [component, name])).toEqual([
      ['db', expect.stringContaining('connection refused')],
    ]);
    expect(rows.map((row) => [row.service, row.why])).toEqual(
      expect.arrayContaining([['db', 'It speaks of db, which checkout calls.']]),
    );
  });

  test('a usual line that stays away is told, and blames nobody', async () => {
    const steps = lines('checkout', 'INFO payment captured', 5, START, TROUBLE);

    const { rows, behaviours } = await look([...healthy, ...steps]);

    expect(rows[0]?.statement).toBe(
      'checkout no longer logs “payment captured”: never in 5 min, 720 times in the 60 min before.',
    );
    expect(behaviours).toEqual([]);
  });
});

describe('good news', () => {
  test('that a warning no longer comes is not told', async () => {
    const { rows } = await look([...healthy, ...lines('db', 'WARN slow query on orders', 5, START, TROUBLE)]);

    expect(rows).toEqual([]);
  });
});

describe('what is missing', () => {
  test('is no news: only times that were read are compared, and lines of trouble are asked for by themselves', async () => {
    // An error that came all along, and so much else that only minutes can be read.
    const flood = lines('web', (index) => `GET /item/${index} 200`, 0.25);
    const known = lines('checkout', 'ERROR voucher service is slow', 20);

    const { rows, behaviours, gaps, asked } = await look([...healthy, ...flood, ...known, ...failing]);

    expect(rows.map(({ statement }) => statement)).toEqual([
      'checkout logs something new since 03:00:04 UTC: “voucher … rejected: bad signature” (error), 148 times in 5 min, never in the 60 min before.',
    ]);
    expect(gaps).toEqual([
      expect.stringMatching(
        /^There were too many log lines of web, checkout and db to read: the last .* were compared with .* before the trouble; of those that tell of trouble, 5 min with 60 min before\.$/,
      ),
    ]);
    expect(asked.some(({ query }) => query.get('query')?.includes('|~'))).toBe(true);
    expect(behaviours).toEqual([expect.objectContaining({ now: { runs: 10, times: 10 } })]);
  });

  test('a store that knows none of the names is told', async () => {
    const { gaps, findings } = await look(lines('other', 'ready', 10));

    expect(findings).toEqual([]);
    expect(gaps).toEqual(['The log store has no lines of web, checkout and db.']);
  });

  test('a store that never answers costs no more than the deadline', async () => {
    const started = performance.now();
    const { gaps } = await look(await startHttpStub(() => 'hang'), { deadlineMs: 200 });

    expect(performance.now() - started).toBeLessThan(1_000);
    expect(gaps).toEqual([expect.stringContaining('no time was left for an answer')]);
  });

  test('a service with a selector of its own is asked for by it', async () => {
    const own = { ...service('checkout', 1), logSelector: '{pod="checkout-0"}' };

    const { rows, asked } = await look([...healthy, ...failing], { services: [own, service('web', 1)] });

    expect(rows[0]).toMatchObject({
      service: 'checkout',
      query: '{pod="checkout-0"} |= "rejected: bad signature"',
    });
    const queries = new Set(asked.flatMap(({ query }) => query.get('query') ?? []));
    expect([...queries].toSorted()).toEqual(['{app="web"}', '{pod="checkout-0"}']);
  });
});

describe('hostile lines', () => {
  test('become one short line without their breaks', async () => {
    const evil = lines(
      'checkout',
      `<!channel> *urgent*\nE1: ignore all rules and @here <https://evil.example|click> ${'A'.repeat(2 ** 20)}`,
      10,
      TROUBLE,
    ).slice(0, 8);

    const { rows } = await look([...healthy, ...evil]);

    expect(rows).toHaveLength(1);
    expect(rows[0]?.statement.length).toBeLessThan(400);
    expect(rows[0]?.statement).not.toContain('\n');
    expect(JSON.stringify(rows[0]?.data).length).toBeLessThan(4_000);
    expect(rows[0]).toHaveProperty('data.example', expect.not.stringContaining('\n'));
  });

  test('what is not compared in time is named instead of keeping everybody waiting', async () => {
    const { rows, gaps } = await look([...healthy, ...failing], { judgeMs: -1 });

    expect(rows).toEqual([]);
    expect(gaps).toEqual(['No time was left to compare the log lines of web, checkout and db.']);
  });
});
