/** Answers "is this abnormal, since when and how far?" for golden signals of services, or for one query. It ranks nothing. */
import { z } from 'zod';
import type { Anomaly } from '../../src/analysis/anomaly.js';
import { judgeAll } from '../../src/analysis/judge-signal.js';
import { formatList } from '../../src/analysis/format-value.js';
import { cut } from '../../src/shared/text.js';
import { boundedText } from '../kit/bounded-text.js';
import { fitRows } from '../kit/fit-rows.js';
import { clip, count, digits, digitsOrNull, formatRange, formatUnix, nameOfSeries } from '../kit/format.js';
import { lookUpAll, refuse } from '../kit/known-services.js';
import { judgementOf, measureSignals, type SignalReading } from '../kit/measure-signals.js';
import { chooseRange, endMinutesAgo, refuseEmpty, startMinutesAgo } from '../kit/time-window.js';
import { defineTool, type ToolContext, type ToolResult } from '../tool.js';
import type { TimeRange } from '../../src/shared/series.js';

const MAX_SERVICES = 6; // four signals each: what a Prometheus answers in a second or two
const MAX_SERIES = 8; // of one query; the most abnormal ones
const MAX_MISSING = 8;
const MAX_QUERY_CHARS = 300;
/** Of what the runner passes on, with room for the summary. */
const MAX_CHARS = { unusual: 3_400, asUsual: 1_200 };

export const findAnomalies = defineTool({
  name: 'find_anomalies',
  description: [
    'Say which golden signals of services, or series of a query, left their usual range, since when and how far.',
    'Use this when you need to know whether a service is affected, or that it is as usual.',
    "Default: the incident's service and what it calls.",
    'Example: {"services":["checkout","payments"]}',
    'It does not return samples or causes.',
  ].join('\n'),
  requires: ['metrics'],
  evidence: { kind: 'tool_result', source: 'prometheus' },
  input: z.strictObject({
    services: z.array(boundedText(200)).min(1).max(MAX_SERVICES).optional().describe('As in the catalogue'),
    query: boundedText(2000).optional().describe('PromQL to judge instead'),
    signal: z
      .enum(['requests', 'errors', 'latency', 'saturation', 'generic'])
      .optional()
      .describe('What the query measures'),
    startMinutesAgo,
    endMinutesAgo,
  }),
  async run({ services, query, signal = 'generic', ...window }, context) {
    const range = chooseRange(window, context);
    const refusal = refuseEmpty(range);
    if (refusal) return refusal;
    if (services && query) return refuse('Give services or a query, not both.');
    if (query) return judgeQuery(query, signal, range, context);
    return judgeServices(services ?? aroundIncident(context), range, context);
  },
});

async function judgeServices(
  names: readonly string[],
  range: TimeRange,
  context: ToolContext,
): Promise<ToolResult> {
  const services = lookUpAll(names, context.catalog);
  if ('status' in services) return services;
  if (services.length === 0) return refuse('The incident names no service; say which services to look at.');
  const { readings, missing } = await measureSignals(context, services, range);
  const asked = `golden signals of ${services.map(({ name }) => name).join(', ')}`;
  if (readings.length === 0) {
    return { status: 'no_data', searched: `${asked} from ${formatRange(range)}: ${missing.join('; ')}` };
  }
  const unusual = readings
    .filter(({ anomaly }) => anomaly.isAnomalous)
    .sort((a, b) => b.anomaly.score - a.anomaly.score);
  const [worst] = unusual;
  const shown = fitRows(unusual.map(presentReading), MAX_CHARS.unusual);
  const quiet = fitRows(
    readings.filter(({ anomaly }) => !anomaly.isAnomalous).map(sayUsual),
    MAX_CHARS.asUsual,
  );
  return {
    status: 'ok',
    query: asked,
    range,
    summary: worst
      ? `${unusual.length} of ${count(readings.length, 'signal')} of ${formatList(services.map(({ name }) => name))} ${unusual.length === 1 ? 'is' : 'are'} unusual; most: ${worst.signal.name} of ${worst.service} ${worst.anomaly.reason}.`
      : `All ${count(readings.length, 'signal')} of ${formatList(services.map(({ name }) => name))} are as usual.`,
    data: {
      unusual: shown.rows,
      asUsual: quiet.rows,
      ...(missing.length > 0 ? { notMeasured: missing.slice(0, MAX_MISSING) } : {}),
    },
    hasMore: missing.length > MAX_MISSING || shown.left > 0 || quiet.left > 0,
    isUnusual: worst !== undefined,
    ...(services.length === 1 && services[0] ? { service: services[0].name } : {}),
  };
}

async function judgeQuery(
  query: string,
  signal: SignalReading['signal']['name'] | 'generic',
  range: TimeRange,
  context: ToolContext,
): Promise<ToolResult> {
  const judgement = judgementOf(context, range);
  const answer = await context.metrics.queryRange(query, range, {
    stepSeconds: judgement.asked.stepSeconds,
    signal: context.signal,
  });
  const judged = judgeAll(answer.series, { ...judgement, signal });
  const [worst] = judged;
  if (!worst) return { status: 'no_data', searched: `${query} from ${formatRange(range)}` };
  const unusual = judged.filter(({ anomaly }) => anomaly.isAnomalous);
  return {
    status: 'ok',
    query,
    range,
    summary: `${unusual.length} of ${judged.length} series ${unusual.length === 1 ? 'is' : 'are'} unusual; ${nameOfSeries(worst.series.labels)} ${worst.anomaly.reason}: ${cut(query, 160)}.`,
    data: {
      series: judged.slice(0, MAX_SERIES).map(({ series, anomaly }) => ({
        series: nameOfSeries(series.labels),
        isUnusual: anomaly.isAnomalous,
        ...presentAnomaly(anomaly),
      })),
      ...(answer.isPartial ? { incomplete: answer.warnings.map((text) => cut(text, 200)) } : {}),
    },
    hasMore: judged.length > MAX_SERIES,
    isUnusual: unusual.length > 0,
  };
}

/** The incident's service and what it calls, as far as the catalogue knows them. */
function aroundIncident({ incident, catalog }: ToolContext): readonly string[] {
  const own = incident.service === null ? undefined : catalog.get(incident.service);
  if (!own) return [];
  const callees = own.dependsOn.filter((name) => catalog.get(name) !== undefined);
  return [own.name, ...callees].slice(0, MAX_SERVICES);
}

/** `spreads`: how many times the usual scatter it is off; from four on it counts. */
function presentAnomaly(anomaly: Anomaly) {
  const { reason, baseline, current, peak, onset, score, isOngoing, hasStopped } = anomaly;
  return {
    what: reason,
    usual: digitsOrNull(baseline),
    now: digitsOrNull(current),
    ...(anomaly.isAnomalous
      ? { furthest: digitsOrNull(peak), since: formatUnix(onset), isOver: !isOngoing, spreads: digits(score) }
      : {}),
    ...(hasStopped ? { hasStoppedReporting: true } : {}),
  };
}

const presentReading = ({ service, signal, anomaly, season }: SignalReading) => ({
  service,
  signal: signal.name,
  ...presentAnomaly(anomaly),
  ...(season === undefined ? {} : { likewise: season }),
  query: clip(signal.query, MAX_QUERY_CHARS),
});

const sayUsual = ({ service, signal, anomaly, season }: SignalReading) =>
  `${signal.name} of ${service} ${anomaly.reason}${season === undefined ? '' : `, as ${season}`}`;
