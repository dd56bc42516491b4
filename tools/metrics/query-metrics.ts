/** Answers "what did this metric do?" with one PromQL range query, summarised per series. It does not draw charts. */
import { z } from 'zod';
import { boundedText } from '../kit/bounded-text.js';
import { formatRange } from '../kit/format.js';
import { summariseSeries, type SeriesSummary } from '../kit/summarise-series.js';
import { chooseRange, endMinutesAgo, lengthOf, refuseEmpty, startMinutesAgo } from '../kit/time-window.js';
import { defineTool } from '../tool.js';

const MAX_SERIES = 8; // more only costs tokens; the query can aggregate
const POINTS = 120; // per series: enough that a minute's spike in two hours is not stepped over

export const queryMetrics = defineTool({
  name: 'query_metrics',
  description: [
    'Run one PromQL query over time: per series first, last, min, max, mean, changes of level and gaps, the most changed first.',
    'Use this when you need a metric that no other tool reads, or to compare instances, versions, routes (aggregate with "by").',
    'Example: {"query":"sum by (service) (rate(http_requests_total{status=~\\"5..\\"}[1m]))"}',
    'It does not find names: list_metrics does.',
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
      .flatMap((series) => summariseSeries(series, { range, stepSeconds }))
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
        ...present(summaries.slice(0, MAX_SERIES), named),
        ...(answer.isPartial ? { incomplete: answer.warnings.map((text) => cut(text, 200)) } : {}),
      },
      hasMore: summaries.length > MAX_SERIES,
    };
  },
});

const COLUMNS = ['series', 'first', 'last', 'min', 'minAt', 'max', 'maxAt', 'mean', 'changes', 'gaps'];

/** A series that never moved is told in one number. */
function present(summaries: readonly SeriesSummary[], common: ReadonlySet<string>) {
  const moved = summaries.filter(({ min, max }) => min !== max);
  const still = summaries.filter(({ min, max }) => min === max);
  return {
    ...(moved.length > 0
      ? {
          series: {
            columns: COLUMNS,
            rows: moved.map((one) => [
              labelText(one, common),
              one.first,
              one.last,
              one.min,
              one.minAt,
              one.max,
              one.maxAt,
              one.mean,
              one.changes,
              one.gaps,
            ]),
          },
        }
      : {}),
    ...(still.length > 0
      ? {
          constant: still.map((one) => [
            labelText(one, common),
            one.min,
            ...one.gaps.map((gap) => `no samples ${gap}`),
          ]),
        }
      : {}),
  };
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

const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}…` : text);
