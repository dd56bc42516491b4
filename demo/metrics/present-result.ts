/** Query results in the JSON of Prometheus' HTTP API: times in seconds, values as strings. */
import type { LabelSet } from './label-set.js';
import type { QueryResult, RangeSeries } from './promql/engine.js';
import { formatValue } from './promql/numbers.js';

/** The `data` member of an instant query's answer. */
export function presentResult(result: QueryResult) {
  switch (result.type) {
    case 'scalar':
      return { resultType: 'scalar', result: presentPoint(result.timeMs, result.value) };
    case 'string':
      return { resultType: 'string', result: [result.timeMs / 1000, result.value] };
    case 'vector':
      return {
        resultType: 'vector',
        result: result.samples.map(({ labels, value }) => ({
          metric: presentLabels(labels),
          value: presentPoint(result.timeMs, value),
        })),
      };
    case 'matrix':
      return { resultType: 'matrix', result: result.series.map(presentSeries) };
  }
}

/** One series of a matrix. */
export function presentSeries({ labels, points }: RangeSeries) {
  return {
    metric: presentLabels(labels),
    values: points.map(([timeMs, value]) => presentPoint(timeMs, value)),
  };
}

function presentLabels({ values }: LabelSet): Record<string, string> {
  return Object.fromEntries(values);
}

function presentPoint(timeMs: number, value: number): [number, string] {
  return [timeMs / 1000, formatValue(value)];
}
