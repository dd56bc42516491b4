/** Answers "what did this metric do?" with one PromQL range query, summarised per series. It does not draw charts. */
import { z } from 'zod';
import type { Series, TimeRange } from '../../src/shared/series.js';
import { boundedText } from '../kit/bounded-text.js';
import { digits, formatMoment, formatRange } from '../kit/format.js';
import { chooseRange, endMinutesAgo, lengthOf, refuseEmpty, startMinutesAgo } from '../kit/time-window.js';
import { defineTool } from '../tool.js';

const MAX_SERIES = 10; // more only costs tokens; the query can aggregate
const POINTS = 120; // per series: enough that a minute's spike in two hours is not stepped over
const MAX_LABELS = 12;
const MAX_LABEL_CHARS = 100;
const SHAPE_PARTS = 8; // enough to see when something began; more only costs tokens
const DAY_MS = 86_400_000;

export const queryMetrics = defineTool({
  name: 'query_metrics',
  description: [
    `Run one PromQL query over time: per series first, last, min, max, mean, changes of level, and the means of ${SHAPE_PARTS} equal parts. The most changed come first.`,
    'Use this when you need a metric that no other tool reads, or to compare instances, versions, routes (aggregate with "by").',
    'Example: {"query":"sum by (service) (rate(http_requests_total{status=~\\"5..\\"}[1m]))"}',
    'It does not find names: list_metrics does. A bare metric name shows its labels.',
  ].join('\n'),
  requires: ['metrics'],
  evidence: { kind: 'tool_result', source: 'prometheus' },
  input: z.strictObject({
    query: boundedText(2000).describe('PromQL expression'),
    startMinutesAgo,
    endMinutesAgo,
  }),
  async run({ query, ...window }, context) {
    const range = chooseRange(window, context);
    const refusal = refuseEmpty(range);
    if (refusal) return refusal;
    const seconds = lengthOf(range);
    const stepSeconds = Math.max(1, Math.ceil(seconds / POINTS));

    const answer = await context.metrics.queryRange(query, range, { stepSeconds, signal: context.signal });

    const summaries = answer.series
      .flatMap((series) => summarize(series, range))
      .sort((a, b) => relativeChange(b) - relativeChange(a));
    const [first] = summaries;
    if (!first) {
      const why = answer.series.length > 0 ? ' (every sample was NaN or infinite)' : '';
      return { status: 'no_data', searched: `${query} from ${formatRange(range)}${why}` };
    }
    const common = commonLabels(summaries);
    const named = new Set(Object.keys(common));
    return {
      status: 'ok',
      query,
      range,
      summary: sentence(query, summaries, named),
      data: {
        ...(named.size === 0 ? {} : { onEverySeries: common }),
        shapePartSeconds: digits(seconds / SHAPE_PARTS),
        series: summaries.slice(0, MAX_SERIES).map((series) => present(series, named)),
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
  /** Means over SHAPE_PARTS equal parts of the range, oldest first; null where there is no sample. */
  readonly shape: readonly (number | null)[];
}

/** Empty for a series without a finite sample. */
function summarize({ labels, times, values }: Series, range: TimeRange): SeriesSummary[] {
  const first = values[0];
  const last = values.at(-1);
  if (first === undefined || last === undefined) return [];
  let low = 0;
  let high = 0;
  for (const [index, value] of values.entries()) {
    if (value < (values[low] ?? first)) low = index;
    if (value > (values[high] ?? first)) high = index;
  }
  const at = (index: number) => formatTime(new Date((times[index] ?? 0) * 1000), range);
  return [
    {
      labels: shorten(labels),
      first: digits(first),
      last: digits(last),
      min: digits(values[low] ?? first),
      minAt: at(low),
      max: digits(values[high] ?? first),
      maxAt: at(high),
      shape: shapeOf({ times, values }, range),
    },
  ];
}

function shapeOf({ times, values }: Pick<Series, 'times' | 'values'>, { start, end }: TimeRange) {
  const begin = start.getTime() / 1000;
  const partSeconds = (end.getTime() / 1000 - begin) / SHAPE_PARTS;
  const sums = Array.from({ length: SHAPE_PARTS }, () => ({ sum: 0, count: 0 }));
  for (const [index, value] of values.entries()) {
    const part = Math.floor(((times[index] ?? begin) - begin) / partSeconds);
    const into = sums[Math.min(Math.max(part, 0), SHAPE_PARTS - 1)];
    if (into) {
      into.sum += value;
      into.count += 1;
    }
  }
  return sums.map(({ sum, count }) => (count === 0 ? null : Number((sum / count).toPrecision(3))));
}

/** A series that never moved is told in one number. */
function present({ labels, min, max, ...rest }: SeriesSummary, common: ReadonlySet<string>) {
  const own = Object.fromEntries(Object.entries(labels).filter(([key]) => !common.has(key)));
  return min === max ? { labels: own, constant: min } : { labels: own, min, max, ...rest };
}

/** Labels that have the same value on every series are told once. */
function commonLabels(summaries: readonly SeriesSummary[]): Record<string, string> {
  const [first, ...others] = summaries;
  if (!first || others.length === 0) return {};
  return Object.fromEntries(
    Object.entries(first.labels).filter(([key, value]) =>
      others.every(({ labels }) => labels[key] === value),
    ),
  );
}

/** Spread compared with the usual height, so that a small metric that tripled comes before a big one that trembled. */
function relativeChange({ min, max, first, last }: SeriesSummary): number {
  const height = (Math.abs(min) + Math.abs(max) + Math.abs(first) + Math.abs(last)) / 4;
  return max === min ? 0 : (max - min) / Math.max(height, Number.EPSILON);
}

/** Numbers first, the query last: what is cut for want of room is then the query. */
function sentence(query: string, summaries: readonly SeriesSummary[], common: ReadonlySet<string>): string {
  const [top] = summaries;
  if (!top) return '';
  const asked = cut(query, 160);
  const name = labelText(top, common);
  if (top.min === top.max) {
    return summaries.length === 1
      ? `${name} stayed at ${top.first}: ${asked}.`
      : `None of ${summaries.length} series changed; ${name} stayed at ${top.first}: ${asked}.`;
  }
  const verb = top.last > top.first ? 'rose' : 'fell';
  const way =
    top.last === top.first
      ? `moved and came back to ${top.last}`
      : `${verb} from ${top.first} to ${top.last}`;
  const span = `between ${top.min} at ${top.minAt} and ${top.max} at ${top.maxAt} UTC`;
  const others = summaries.length === 1 ? '' : `, the most changed of ${summaries.length} series`;
  return `${name} ${way}, ${span}${others}: ${asked}.`;
}

function labelText({ labels }: SeriesSummary, common: ReadonlySet<string>): string {
  const pairs = Object.entries(labels).flatMap(([key, value]) =>
    common.has(key) ? [] : [`${key}=${value}`],
  );
  return pairs.length === 0 ? 'The value' : cut(pairs.join(', '), 120);
}

function shorten(labels: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(labels).slice(0, MAX_LABELS);
  return Object.fromEntries(
    entries.map(([key, value]) => [cut(key, MAX_LABEL_CHARS), cut(value, MAX_LABEL_CHARS)]),
  );
}

const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}…` : text);
/** The time of day where that is enough; the range is told with its dates. */
const formatTime = (at: Date, { start, end }: TimeRange) =>
  end.getTime() - start.getTime() < DAY_MS ? at.toISOString().slice(11, 19) : formatMoment(at);
