/** Cuts a contiguous series where the trouble was noticed. */
import type { MetricObservation } from '../question.js';

interface NoticedSeries extends Pick<
  MetricObservation,
  'component' | 'name' | 'signal' | 'direction' | 'judged'
> {
  /** Unix seconds, ascending. */
  readonly times: Float64Array | readonly number[];
  readonly values: Float64Array | readonly number[];
  /** Unix seconds; what came before is taken as usual. Up to a quarter of it may be trouble already. */
  readonly noticedAt: number;
}

export function observeSeries({ times, values, noticedAt, ...metric }: NoticedSeries): MetricObservation {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) < noticedAt) low = middle + 1;
    else high = middle;
  }
  return { ...metric, usual: part(values, 0, low), times: part(times, low), values: part(values, low) };
}

/** A view where there can be one: thousands of long series are not copied. */
function part(values: Float64Array | readonly number[], from: number, to?: number): ArrayLike<number> {
  return values instanceof Float64Array ? values.subarray(from, to) : values.slice(from, to);
}
