/** Answers "what did this metric do?" with one PromQL range query, summarised per series. It does not draw charts. */
import { z } from 'zod';
import type { Series, TimeRange } from '../../src/shared/series.js';
import { defineTool } from '../tool.js';

const MAX_SERIES = 10; // more only costs tokens; the query can aggregate
const POINTS = 120; // per series: enough that a minute's spike in two hours is not stepped over
const MAX_MINUTES = 7 * 24 * 60; // a week back shows the daily and weekly rhythm
const MAX_LABELS = 12;
const MAX_LABEL_CHARS = 100;

export const queryMetrics = defineTool({
  name: 'query_metrics',
  description: [
    'Run one PromQL query over a time range and get, per series, min, max, first, last, mean and change.',
    'Use this when you need to know',
    '- whether a metric changed, when and by how much,',
    '- whether one instance, version or route differs from the others (aggregate with "by").',
    `Without a start it covers the incident and the calm before it. At most ${MAX_SERIES} series come back, the most changed first.`,
    'Example: {"query":"sum by (service) (rate(http_requests_total{status=~\\"5..\\"}[1m]))"}',
    'It does not return raw samples and it does not find metric names; list_metrics does.',
  ].join('\n'),
  requires: ['metrics'],
  evidence: { kind: 'tool_result', source: 'prometheus' },
  input: z.object({
    query: z.string().trim().min(1).max(2000).describe('PromQL expression, for example up{job="api"}'),
    startMinutesAgo: z
      .number()
      .min(0)
      .max(MAX_MINUTES)
      .optional()
      .describe('Begin this many minutes before now; default: some time before the incident began'),
    endMinutesAgo: z
      .number()
      .min(0)
      .max(MAX_MINUTES)
      .optional()
      .describe('End this many minutes before now; default: 0, which is now'),
  }),
  async run({ query, startMinutesAgo, endMinutesAgo }, context) {
    const range: TimeRange = {
      start:
        startMinutesAgo === undefined ? context.range.start : minutesBefore(context.now, startMinutesAgo),
      end: endMinutesAgo === undefined ? context.range.end : minutesBefore(context.now, endMinutesAgo),
    };
    const seconds = (range.end.getTime() - range.start.getTime()) / 1000;
    if (seconds <= 0) {
      return {
        status: 'refused',
        reason: 'The range is empty: startMinutesAgo must be larger than endMinutesAgo.',
      };
    }
    const stepSeconds = Math.max(1, Math.ceil(seconds / POINTS));

    const answer = await context.metrics.queryRange(query, range, { stepSeconds, signal: context.signal });

    const summaries = answer.series.flatMap(summarize).sort((a, b) => relativeChange(b) - relativeChange(a));
    const [first] = summaries;
    if (!first) {
      const why = answer.series.length > 0 ? ' (every sample was NaN or infinite)' : '';
      return { status: 'no_data', searched: `${query} from ${formatRange(range)}${why}` };
    }
    return {
      status: 'ok',
      query,
      range,
      summary: sentence(query, summaries),
      data: {
        stepSeconds,
        series: summaries.slice(0, MAX_SERIES),
        ...(answer.isPartial ? { incomplete: answer.warnings.map((text) => cut(text, 200)) } : {}),
      },
      hasMore: summaries.length > MAX_SERIES,
    };
  },
});

interface SeriesSummary {
  readonly labels: Readonly<Record<string, string>>;
  readonly first: number;
  readonly last: number;
  readonly min: number;
  readonly minAt: string;
  readonly max: number;
  readonly maxAt: string;
  readonly mean: number;
  /** last − first. */
  readonly change: number;
  readonly points: number;
}

/** Empty for a series without a finite sample. */
function summarize({ labels, times, values }: Series): SeriesSummary[] {
  const first = values[0];
  const last = values.at(-1);
  if (first === undefined || last === undefined) return [];
  let low = 0;
  let high = 0;
  let sum = 0;
  for (const [index, value] of values.entries()) {
    sum += value;
    if (value < (values[low] ?? first)) low = index;
    if (value > (values[high] ?? first)) high = index;
  }
  const at = (index: number) => formatTime(new Date((times[index] ?? 0) * 1000));
  return [
    {
      labels: shorten(labels),
      first: digits(first),
      last: digits(last),
      min: digits(values[low] ?? first),
      minAt: at(low),
      max: digits(values[high] ?? first),
      maxAt: at(high),
      mean: digits(sum / values.length),
      change: digits(last - first),
      points: values.length,
    },
  ];
}

/** Spread compared with the usual height, so that a small metric that tripled comes before a big one that trembled. */
function relativeChange(series: SeriesSummary): number {
  const spread = series.max - series.min;
  return spread === 0 ? 0 : spread / Math.max(Math.abs(series.mean), Number.EPSILON);
}

function sentence(query: string, summaries: readonly SeriesSummary[]): string {
  const [top] = summaries;
  if (!top) return '';
  const name = summaries.length === 1 ? '' : ` (most changed of ${summaries.length} series${labelText(top)})`;
  return `${cut(query, 160)} went from ${top.first} to ${top.last}, lowest ${top.min} at ${top.minAt}, highest ${top.max} at ${top.maxAt}${name}.`;
}

function labelText({ labels }: SeriesSummary): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '' : `, ${cut(pairs.join(', '), 120)}`;
}

function shorten(labels: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(labels).slice(0, MAX_LABELS);
  return Object.fromEntries(
    entries.map(([key, value]) => [cut(key, MAX_LABEL_CHARS), cut(value, MAX_LABEL_CHARS)]),
  );
}

const minutesBefore = (now: Date, minutes: number) => new Date(now.getTime() - minutes * 60_000);
const digits = (value: number) => Number(value.toPrecision(4));
const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}…` : text);
const formatTime = (at: Date) => at.toISOString().slice(0, 19) + 'Z';
const formatRange = (range: TimeRange) => `${formatTime(range.start)} to ${formatTime(range.end)}`;
