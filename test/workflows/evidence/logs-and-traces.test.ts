import { afterEach, describe, expect, test } from '@jest/globals';
import { createLoki } from '../../../src/clients/loki.js';
import { createTempo } from '../../../src/clients/tempo.js';
import { buildEvidenceMessage } from '../../../src/slack/blocks/cards/evidence-message.js';
import { startFakeLoki, type FakeLine } from '../../clients/fake-loki.js';
import { startFakeTempo, type FakeSpan } from '../../clients/fake-traces.js';
import { startHttpStub, type HttpStub } from '../../helpers/http-stub.js';
import { outline } from '../../slack/outline.js';
import { sampleEvidence, sampleView } from '../../slack/sample-view.js';
import { BROKE, createMetrics, gather, NOW, SETTINGS, type Fault } from './gather-evidence-fixtures.js';

const servers: HttpStub[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const START = NOW.getTime() / 1000 - 40;
const END = NOW.getTime() / 1000;
const LIMITS = {
  timeoutMs: 2_000,
  maxBytes: 2 ** 24,
  maxLines: 5_000,
  maxSeries: 10,
  maxPointsPerSeries: 100,
  maxTraces: 100,
  maxSpansPerTrace: 100,
};

/** `perSecond` lines in each second of [from, to). */
function lines(on: string, text: string, perSecond: number, from = START, to = END): FakeLine[] {
  return Array.from({ length: Math.floor((to - from) * perSecond) }, (_, index) => ({
    nanos: BigInt(Math.round((from + index / perSecond) * 1e6)) * 1000n,
    text: text.replace('#', String(index)),
    stream: { service_name: on },
  }));
}
const quiet = ['web', 'checkout', 'catalog', 'db'].flatMap((on) => lines(on, 'INFO request # done', 2));

async function started(stub: Promise<HttpStub>): Promise<HttpStub> {
  const server = await stub;
  servers.push(server);
  return server;
}
const lokiAt = async (stub: Promise<HttpStub>) => createLoki({ url: (await started(stub)).url, ...LIMITS });
const tempoAt = async (stub: Promise<HttpStub>) => createTempo({ url: (await started(stub)).url, ...LIMITS });

const FELT: Fault = { 'errors{service="web"}': 0.3 };
/** Both of its callees fail alike: which one is to blame, the metrics do not say. */
const UNDECIDED: Fault = { ...FELT, 'errors{service="checkout"}': 0.3, 'errors{service="catalog"}': 0.3 };
const settings = { queryTimeoutMs: 2_000, passTimeoutMs: 4_000 };

describe('an evidence pass with a log store', () => {
  test('suspects the service whose log has something new to say, and shows the line', async () => {
    const trouble = lines(
      'checkout',
      'ERROR price list # cannot be parsed: unexpected end of file',
      3,
      BROKE,
    );
    const logs = await lokiAt(startFakeLoki([...quiet, ...trouble]));
    const metrics = createMetrics(UNDECIDED);

    const silent = await gather(metrics, { on: 'web', settings });
    const { suspects, observations, gaps } = await gather(metrics, { on: 'web', logs, settings });

    expect(gaps).toEqual([]);
    expect(silent.suspects[0]?.confidence).toBe(silent.suspects[1]?.confidence);
    expect(suspects[0]?.service).toBe('checkout');
    expect(suspects[0]?.confidence).toBeGreaterThan((silent.suspects[0]?.confidence ?? 1) + 0.1);
    const rows = suspects[0]?.observations.map((index) => observations[index]);
    expect(rows?.filter((row) => row?.kind === 'log')).toEqual([
      expect.objectContaining({
        kind: 'log',
        service: 'checkout',
        statement: expect.stringMatching(
          /^checkout logs something new since 03:12:24 UTC: “price list … cannot be parsed: unexpected end of file” \(error\), 48 times in/,
        ),
        query: '{service_name="checkout"} |= "cannot be parsed: unexpected end of file"',
      }),
    ]);
    expect(suspects[0]?.reasons.join()).toContain('the line “price list … cannot be parsed');
  });

  test('has a suspect as soon as a log complains, before any metric moves', async () => {
    const logs = await lokiAt(
      startFakeLoki([...quiet, ...lines('catalog', 'ERROR credential # has expired', 2, END - 4)]),
    );

    const { suspects, observations } = await gather(createMetrics({}), { on: 'web', logs, settings });
    const blind = await gather(null, { on: 'web', logs, settings });

    expect(suspects.map(({ service }) => service)).toEqual(['catalog']);
    expect(observations.find(({ kind }) => kind === 'ranking')?.statement).toMatch(
      /^The trouble most likely began in catalog/,
    );
    expect(blind.observations.find(({ kind }) => kind === 'ranking')?.service).toBe('catalog');
  });

  test('a line that complains of a callee leads to the callee', async () => {
    const trouble = [
      ...lines('web', 'ERROR checkout answered 503 to request #', 3, BROKE),
      ...lines('checkout', 'ERROR no connection to db: connection refused (attempt #)', 3, BROKE),
    ];
    const logs = await lokiAt(startFakeLoki([...quiet, ...trouble]));

    const { suspects, observations } = await gather(createMetrics(FELT), { on: 'web', logs, settings });

    const db = suspects.find(({ service }) => service === 'db');
    expect(db?.reasons.join()).toContain('no connection to db: connection refused');
    expect(db?.observations.map((index) => observations[index]?.why)).toEqual([
      'It speaks of db, which checkout calls.',
    ]);
    expect(suspects.map(({ service }) => service)).not.toContain('checkout');
  });

  test('what lines say reaches Slack as one dead, short line', async () => {
    const evil = `<!channel> <@U0ALICE> *pay* \`now\` <https://evil.example|here>\r\n\u2028${'x'.repeat(2 ** 20)}`;
    const logs = await lokiAt(startFakeLoki([...quiet, ...lines('catalog', `ERROR ${evil}`, 0.5, BROKE)]));

    const { observations } = await gather(createMetrics(FELT), { on: 'web', logs, settings });

    const row = observations.find(({ kind }) => kind === 'log');
    expect(row?.statement).toMatch(/^catalog logs something new/);
    const message = buildEvidenceMessage(sampleView({ evidence: [sampleEvidence('E1', { ...row })] }));
    expect(message.text).not.toContain('<');
    expect(JSON.stringify(message.blocks)).not.toMatch(/"type":"(?:link|user|usergroup|broadcast)"/);
    const shown = outline(message);
    expect(shown.split('\n').find((line) => line.includes('catalog logs'))?.length).toBeLessThan(400);
  });

  test('one that never answers costs its own gap, not the pass', async () => {
    const logs = await lokiAt(startHttpStub(() => 'hang'));
    const startedMs = performance.now();

    const { gaps, observations } = await gather(createMetrics(FELT), { on: 'web', logs });

    expect(performance.now() - startedMs).toBeLessThan(SETTINGS.passTimeoutMs);
    expect(gaps).toEqual([
      expect.stringMatching(/labels of the log store .*: did not answer within 200 ms\.$/),
    ]);
    expect(observations.filter(({ kind, isAnomalous }) => kind === 'signal' && isAnomalous)).toHaveLength(1);
  });

  test('one that sends rubbish, or refuses us, is one sentence', async () => {
    const rubbish = await lokiAt(startHttpStub(() => ({ body: { status: 'success', data: 7 } })));
    const closed = await lokiAt(startHttpStub(() => ({ status: 401, body: 'no org id' })));

    const first = await gather(createMetrics(FELT), { on: 'web', logs: rubbish, settings });
    const second = await gather(createMetrics(FELT), { on: 'web', logs: closed, settings });

    expect(first.gaps).toEqual([expect.stringContaining('check that LOKI_URL is the base address')]);
    expect(second.gaps).toEqual([expect.stringContaining('refused access (401)')]);
  });
});

describe('an evidence pass with a trace store', () => {
  /** web → checkout, whose database has no spans. */
  function trace(index: number, at: number, dbMillis: number): readonly FakeSpan[] {
    const id = (part: number) => (index * 8 + part + 1).toString(16).padStart(16, '0');
    const traceId = (index + 1).toString(16).padStart(32, '0');
    const start = Math.round(at * 1e6);
    const micros = dbMillis * 1000;
    const span = (part: number, service: string, kind: FakeSpan['kind'], more: object = {}): FakeSpan => ({
      traceId,
      spanId: id(part),
      ...(part > 0 ? { parentId: id(part - 1) } : {}),
      service,
      name: `step ${'abcd'[part]}`,
      kind,
      start: start + part * 500,
      micros: micros + (3 - part) * 1_000,
      ...more,
    });
    return [
      span(0, 'web', 'server'),
      span(1, 'web', 'client'),
      span(2, 'checkout', 'server'),
      span(3, 'checkout', 'client', { peer: 'db' }),
    ];
  }

  test('finds the place where requests wait, though the database itself says nothing', async () => {
    const usual = Array.from({ length: 20 }, (_, index) => trace(index, START + index, 20)).flat();
    const slow = Array.from({ length: 15 }, (_, index) => trace(100 + index, BROKE + index, 1_200)).flat();
    const traces = await tempoAt(startFakeTempo([...usual, ...slow]));
    const fault = { 'latency{service="web"}': 1.3 };

    const { suspects, observations, gaps } = await gather(createMetrics(fault), {
      on: 'web',
      traces,
      settings,
    });

    expect(gaps).toEqual([]);
    expect(suspects[0]?.service).toBe('db');
    expect(observations.filter(({ kind }) => kind === 'trace').map(({ statement }) => statement)).toEqual([
      expect.stringMatching(
        /^checkout waits 1\.2 s for db instead of 2\d ms in 15 of \d+ calls, as in trace 0+\w+\.$/,
      ),
      expect.stringMatching(/^web waits 1\.2 s for checkout instead of 2\d ms/),
    ]);
  });
});

describe('an evidence pass without them', () => {
  test.each([
    [true, false, 'No trace store (TEMPO_URL or JAEGER_URL) is connected, so traces were not looked at.'],
    [false, true, 'No log store (LOKI_URL) is connected, so logs were not looked at.'],
    [
      false,
      false,
      'No log store (LOKI_URL) and no trace store (TEMPO_URL or JAEGER_URL) is connected, so neither was looked at.',
    ],
  ])('says so in one sentence (logs %p, traces %p)', async (hasLogs, hasTraces, sentence) => {
    const absent = { ...(hasLogs ? {} : { logs: null }), ...(hasTraces ? {} : { traces: null }) };

    const { gaps } = await gather(createMetrics(FELT), { on: 'web', ...absent });

    expect(gaps).toEqual([sentence]);
    expect(sentence.length).toBeLessThan(120);
  });
});
