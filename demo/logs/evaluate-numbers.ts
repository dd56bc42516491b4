/** Numbers made of lines, at every step of a range. */
import { keepLabels, dropLabels, type LabelSet } from '../metrics/label-set.js';
import type { AggregationQuery, NumberQuery, RangeQuery } from './ast.js';
import { groupByStream, type LogStore, type StoredLine } from './log-store.js';

export interface NumberSeries {
  readonly labels: LabelSet;
  /** By the number of the step; undefined where there is no line. */
  readonly values: readonly (number | undefined)[];
}

/** Unix milliseconds. */
export interface Steps {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

export const stepCount = ({ startMs, endMs, stepMs }: Steps): number =>
  Math.floor((endMs - startMs) / stepMs) + 1;

export function evaluateNumbers(store: LogStore, query: NumberQuery, steps: Steps): readonly NumberSeries[] {
  return query.kind === 'range'
    ? countLines(store, query, steps)
    : aggregate(query, evaluateNumbers(store, query.of, steps));
}

function countLines(store: LogStore, query: RangeQuery, steps: Steps): readonly NumberSeries[] {
  const from = BigInt(Math.floor(steps.startMs - query.rangeMs)) * 1_000_000n;
  const lines = store.select(query.lines, from, BigInt(Math.floor(steps.endMs)) * 1_000_000n + 1n);
  return [...groupByStream(lines)].map(([labels, own]) => ({
    labels,
    values: countSteps(own, query, steps),
  }));
}

/** Each step looks back over the query's range: (t − range, t]. */
function countSteps(
  lines: readonly StoredLine[],
  { function: fn, rangeMs }: RangeQuery,
  steps: Steps,
): NumberSeries['values'] {
  const weights = lines.map(({ nanos, text }) => ({
    atMs: Number(nanos) / 1e6,
    weight: fn.startsWith('bytes') ? Buffer.byteLength(text) : 1,
  }));
  const divisor = fn === 'rate' || fn === 'bytes_rate' ? rangeMs / 1000 : 1;
  let [first, last, sum] = [0, 0, 0];
  return Array.from({ length: stepCount(steps) }, (_, index) => {
    const at = steps.startMs + index * steps.stepMs;
    for (let next = weights[last]; next && next.atMs <= at; next = weights[last]) {
      sum += next.weight;
      last += 1;
    }
    for (let old = weights[first]; old && old.atMs <= at - rangeMs && first < last; old = weights[first]) {
      sum -= old.weight;
      first += 1;
    }
    return first === last ? undefined : sum / divisor;
  });
}

function aggregate(
  { operator, grouping }: AggregationQuery,
  series: readonly NumberSeries[],
): readonly NumberSeries[] {
  const names = new Set(grouping.labels);
  const groups = new Map<string, { readonly labels: LabelSet; readonly members: NumberSeries[] }>();
  for (const member of series) {
    const labels = grouping.isWithout ? dropLabels(member.labels, names) : keepLabels(member.labels, names);
    const group = groups.get(labels.key) ?? { labels, members: [] };
    group.members.push(member);
    groups.set(labels.key, group);
  }
  return [...groups.values()].map(({ labels, members }) => ({
    labels,
    values: (members[0]?.values ?? []).map((_, index) => {
      const values = members.flatMap((member) => member.values[index] ?? []);
      return values.length === 0 ? undefined : OPERATORS[operator](values);
    }),
  }));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const OPERATORS: Readonly<Record<AggregationQuery['operator'], (values: readonly number[]) => number>> = {
  sum,
  avg: (values) => sum(values) / values.length,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  count: (values) => values.length,
};
