/** What an ordinary investigation sends: four turns that ask logs, metrics and traces, with 50 MB of logs behind the tools. */
import { countTokens } from 'gpt-tokenizer';
import { createLoki } from '../../src/clients/loki.js';
import type { Trace, TraceSource } from '../../src/incidents/ports/trace-source.js';
import { observation, OBSERVATIONS } from '../../test/helpers/checkout-evidence.js';
import { incident, metricsOf, NOW, toolContext } from '../../test/helpers/checkout-incident.js';
import { REPORT } from '../../test/helpers/investigate-with.js';
import { tools } from '../../tools/index.js';
import { createDice, type Dice } from '../random/dice.js';
import { kinds } from '../agent-needle/kinds.js';
import { drawCase } from '../agent-needle/log-case.js';
import { startLogServer } from '../agent-needle/log-server.js';
import { startCountingModel, type Answer } from '../agent-harness/counting-model.js';
import { investigateScripted } from '../agent-harness/investigate-scripted.js';

export interface PromptUse {
  /** Of all requests together, by a real tokenizer over their whole bodies. */
  readonly promptTokens: number;
  /** Of the bytes of all requests but the first: what begins them and is, byte by byte, the request before. */
  readonly cacheablePrefix: number;
  readonly turns: number;
  readonly logMegabytes: number;
}

const WINDOWS = {
  start: new Date(NOW.getTime() - 40 * 60_000),
  began: new Date(NOW.getTime() - 10 * 60_000),
  end: NOW,
};
const MAX_LINES = { timeoutMs: 15_000, maxBytes: 16 * 1024 * 1024, maxLines: 5_000, maxSeries: 100 };
/** What an evidence pass over a service and its neighbours finds, beside what stands out. */
const QUIET_SIGNALS = 20;

export async function measurePrompts({
  megabytes,
  seed,
}: {
  megabytes: number;
  seed: number;
}): Promise<PromptUse> {
  const dice = createDice(seed);
  const [kind] = kinds;
  if (!kind) throw new Error('there are no kinds of lines');
  const logs = await startLogServer();
  const model = await startCountingModel({ keepBodies: true });
  try {
    const drawn = drawCase(seed, kind, { bytes: megabytes * 1e6, windows: WINDOWS });
    logs.serve(drawn.lines);
    const { url, account } = model.begin((_asked, turn) => TURNS[turn - 1] ?? REPORTING);
    const analysis = await investigateScripted({
      model: { baseUrl: url, timeoutMs: 30_000 },
      tools,
      backends: ['metrics', 'logs', 'traces'],
      limits: { modelCalls: 8, toolCalls: 20, seconds: 120, inputTokens: 120_000, outputTokens: 4_000 },
      observations: [...OBSERVATIONS, ...quietSignals(dice)],
      context: toolContext({
        incident: incident({ startedAt: new Date(WINDOWS.began.getTime() + 120_000) }),
        range: { start: WINDOWS.start, end: NOW },
        logs: createLoki({ url: logs.url, ...MAX_LINES, maxPointsPerSeries: 1_000 }),
        metrics: metricsOf(manySeries(dice)),
        traces: tracesOf(dice),
      }),
    });
    if (analysis.by !== 'model') throw new Error(`the script was not played to its end: ${analysis.note}`);
    const { bodies } = account;
    return {
      promptTokens: bodies.reduce((sum, body) => sum + countTokens(body), 0),
      cacheablePrefix: shareOfPrefix(bodies.map(inOrderOfCache)),
      turns: bodies.length,
      logMegabytes: drawn.bytes / 1e6,
    };
  } finally {
    await Promise.all([logs.close(), model.close()]);
  }
}

const asks = (name: string, args: unknown): Answer => ({ calls: [{ name, args }], usage: 'honest' });
const REPORTING: Answer = asks('submit_report', REPORT);
const TURNS: readonly Answer[] = [
  asks('search_logs', { service: 'checkout' }),
  asks('query_metrics', {
    query: 'sum by (pod) (rate(http_requests_total{service="checkout",status=~"5.."}[1m]))',
  }),
  asks('search_traces', { service: 'checkout' }),
  REPORTING,
];

/** Providers cache tools, then messages; in the body they may stand in another order. */
function inOrderOfCache(body: string): string {
  const { tools: declared, messages } = JSON.parse(body) as { tools: unknown; messages: unknown[] };
  return `${JSON.stringify(declared)}\n${messages.map((message) => JSON.stringify(message)).join('\n')}`;
}

export function shareOfPrefix(prompts: readonly string[]): number {
  let [same, all] = [0, 0];
  for (const [index, prompt] of prompts.entries()) {
    const before = prompts[index - 1];
    if (before === undefined) continue;
    const [now, earlier] = [Buffer.from(prompt), Buffer.from(before)];
    let length = 0;
    while (length < earlier.length && earlier[length] === now[length]) length += 1;
    same += length;
    all += now.length;
  }
  return all === 0 ? 0 : same / all;
}

function quietSignals(dice: Dice) {
  return Array.from({ length: QUIET_SIGNALS }, (_, index) => {
    const name = `neighbour-${index}`;
    return observation({
      service: name,
      statement: `95th percentile latency of ${name} stayed between ${dice.whole(20, 60)} ms and ${dice.whole(60, 120)} ms.`,
      why: 'checkout calls it.',
      query: `histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="${name}"}[1m])))`,
      isAnomalous: false,
    });
  });
}

/** Fifty pods with two hundred points each. */
function manySeries(dice: Dice) {
  return Array.from({ length: 50 }, (_, index) => ({
    labels: { pod: `checkout-7d9f8b6c5-${dice.hex(5)}`, zone: `north-${index % 3}` },
    values: Array.from(
      { length: 200 },
      (_point, at) => (at > 150 && index % 5 === 0 ? 40 : 1) * dice.skewed(2, 0.3),
    ),
  }));
}

function tracesOf(dice: Dice): TraceSource {
  const trace = (start: number, seconds: number): Trace => {
    const traceId = dice.hex(32);
    const span = (spanId: string, parentId: string | null, service: string, name: string, took: number) => ({
      traceId,
      spanId,
      parentId,
      service,
      name,
      kind: 'server' as const,
      start,
      durationSeconds: took,
      isError: false,
      errorMessage: null,
    });
    return {
      traceId,
      isPartial: false,
      spans: [
        span('1', null, 'checkout', 'POST /checkout', seconds),
        span('2', '1', 'payments', 'POST /charge', seconds * 0.8),
        span('3', '2', 'bank', 'transfer', seconds * 0.7),
      ],
    };
  };
  return {
    findTraces: ({ range, limit, onlyErrors }) => {
      const from = range.start.getTime() / 1000;
      const isNow = range.end.getTime() === NOW.getTime();
      const count = onlyErrors ? 0 : limit;
      return Promise.resolve({
        traces: Array.from({ length: count }, () => trace(from + dice.number(1, 60), isNow ? 2.1 : 0.2)),
        query: '{ resource.service.name = "checkout" }',
        isPartial: false,
        warnings: [],
      });
    },
    getTrace: () => Promise.resolve(undefined),
    listServices: () => Promise.resolve(['checkout', 'payments', 'bank']),
  };
}
