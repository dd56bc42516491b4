/** Aggregations over an instant vector, group by group. */
import { dropLabels, keepLabels, labelSetOf, METRIC_NAME, type LabelSet } from '../label-set.js';
import type { Aggregate } from './ast.js';
import type { Memos } from './memo.js';
import { compareNanLast, formatDigits, formatValue, quantileOf } from './numbers.js';
import { PromqlError } from './promql-error.js';
import type { Sample, Vector } from './sample.js';

/** The operator's parameter, already evaluated: a number for quantile, topk, bottomk; a label for count_values. */
export type AggregateParam = number | string | undefined;

/** Aggregates the vector. Only topk and bottomk keep the samples' own labels. */
export function aggregate(expr: Aggregate, memos: Memos, vector: Vector, param: AggregateParam): Vector {
  checkParam(expr, param);
  const groups = groupSamples(expr, memos, vector);
  switch (expr.operator) {
    case 'topk':
    case 'bottomk':
      return pickExtremes(expr.operator, groups, Number(param));
    case 'count_values':
      return groups.flatMap(({ labels, samples }) => countValues(labels, samples, String(param)));
    case 'quantile':
      return reduceGroups(groups, (values) => quantileOf(Number(param), values));
    default:
      return reduceGroups(groups, REDUCERS[expr.operator]);
  }
}

/** Wrong parameters are errors even when there is nothing to aggregate. */
function checkParam({ operator }: Aggregate, param: AggregateParam): void {
  if ((operator === 'topk' || operator === 'bottomk') && !(Math.abs(Number(param)) < 2 ** 63)) {
    throw new PromqlError('execution', `Scalar value ${formatValue(Number(param))} overflows int64`);
  }
  if (operator === 'count_values' && !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(String(param))) {
    throw new PromqlError('execution', `invalid label name ${JSON.stringify(param)}`);
  }
}

interface Group {
  readonly labels: LabelSet;
  readonly samples: Sample[];
}

function groupSamples(expr: Aggregate, memos: Memos, vector: Vector): Group[] {
  const groups = new Map<string, Group>();
  for (const sample of vector) {
    const labels = memos.labels(expr, sample.labels, () => groupLabels(expr, sample.labels));
    const group = groups.get(labels.key);
    if (group === undefined) groups.set(labels.key, { labels, samples: [sample] });
    else group.samples.push(sample);
  }
  return [...groups.values()];
}

function groupLabels({ isWithout, labels }: Aggregate, of: LabelSet): LabelSet {
  return isWithout ? dropLabels(of, new Set([...labels, METRIC_NAME])) : keepLabels(of, labels);
}

function reduceGroups(groups: readonly Group[], reduce: (values: readonly number[]) => number): Vector {
  return groups.map(({ labels, samples }) => ({ labels, value: reduce(samples.map(({ value }) => value)) }));
}

type Reducer = 'sum' | 'avg' | 'min' | 'max' | 'count' | 'group' | 'stddev' | 'stdvar';

const REDUCERS: Readonly<Record<Reducer, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((total, value) => total + value, 0),
  avg: average,
  min: (values) => values.reduce((best, value) => (value < best || Number.isNaN(best) ? value : best)),
  max: (values) => values.reduce((best, value) => (value > best || Number.isNaN(best) ? value : best)),
  count: (values) => values.length,
  group: () => 1,
  stddev: (values) => Math.sqrt(variance(values)),
  stdvar: variance,
};

/** Incremental, so that a sum beyond the largest float does not turn a finite average into infinity. */
function average(values: readonly number[]): number {
  let mean = 0;
  for (const [index, value] of values.entries()) {
    if (Math.abs(mean) === Infinity && (Number.isFinite(value) || value === mean)) continue;
    mean += value / (index + 1) - mean / (index + 1);
  }
  return mean;
}

function variance(values: readonly number[]): number {
  let mean = 0;
  let squares = 0;
  for (const [index, value] of values.entries()) {
    const distance = value - mean;
    mean += distance / (index + 1);
    squares += distance * (value - mean);
  }
  return squares / values.length;
}

function pickExtremes(operator: 'topk' | 'bottomk', groups: readonly Group[], k: number): Vector {
  const count = Math.trunc(k);
  if (count < 1) return [];
  const direction = operator === 'topk' ? -1 : 1;
  const order = (a: Sample, b: Sample) => compareNanLast(a.value, b.value, direction);
  return groups.flatMap(({ samples }) => samples.toSorted(order).slice(0, count));
}

function countValues(labels: LabelSet, samples: readonly Sample[], name: string): Vector {
  const counts = new Map<string, number>();
  for (const { value } of samples)
    counts.set(formatDigits(value), (counts.get(formatDigits(value)) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({
    labels: labelSetOf([...labels.values, [name, value]]),
    value: count,
  }));
}
