/** Simple detectors that ours has to beat in the same run. Each gives every row a score from the rows up to it. */
import { createStreamingDetector } from '../../src/analysis/streaming/streaming-detector.js';
import { createRandom } from '../random/create-random.js';
import type { LabelledSeries } from './load-series.js';

export type Detect = (series: Pick<LabelledSeries, 'times' | 'values'>) => Float64Array;

/** Values of the past that the simple detectors look at. */
const WINDOW = 1000;
/** Before this many values they stay silent. */
const MIN_VALUES = 30;
/** Makes the distance between the quartiles of normal values equal their standard deviation. */
const QUARTILES_TO_SIGMA = 1 / 1.349;

/** A spread is at least this share of the range seen. */
const FLOOR = 0.01;

/** What the product calls. */
export const ours: Detect = ({ times, values }) => {
  const detector = createStreamingDetector();
  return Float64Array.from(values, (value, row) => detector.add(times[row] ?? 0, value).score);
};

/** Distance from the median of the last thousand values in spreads, the spread taken from their quartiles. */
export const robustZ: Detect = ({ values }) =>
  overPast(values, (past, value) => {
    const center = quantile(past, 0.5);
    const spread = (quantile(past, 0.75) - quantile(past, 0.25)) * QUARTILES_TO_SIGMA;
    // Where half of the values are equal the quartiles say nothing, and any other value would be infinitely far.
    const floor = Math.max(FLOOR * (quantile(past, 1) - quantile(past, 0)), 1e-12);
    const distance = Math.abs(value - center);
    return toShare(distance / Math.max(spread, floor));
  });

/** The same with mean and standard deviation. */
export const windowedGaussian: Detect = ({ values }) =>
  overPast(values, (past, value) => {
    const mean = past.reduce((sum, other) => sum + other, 0) / past.length;
    const variance = past.reduce((sum, other) => sum + (other - mean) ** 2, 0) / past.length;
    const distance = Math.abs(value - mean);
    return toShare(distance / Math.max(Math.sqrt(variance), 1e-12));
  });

/** Anything, for what the threshold's choice alone is worth. */
export function createRandomDetector(seed: number): Detect {
  const next = createRandom(seed);
  return ({ values }) => Float64Array.from(values, next);
}

/** Gives `judge` the last finite values before each one, ascending. */
function overPast(
  values: readonly number[],
  judge: (past: readonly number[], value: number) => number,
): Float64Array {
  const sorted: number[] = [];
  const recent: number[] = [];
  return Float64Array.from(values, (value) => {
    if (!Number.isFinite(value)) return 0;
    const score = sorted.length < MIN_VALUES ? 0 : judge(sorted, value);
    recent.push(value);
    sorted.splice(placeOf(sorted, value), 0, value);
    if (recent.length > WINDOW) sorted.splice(placeOf(sorted, recent.shift() ?? 0), 1);
    return score;
  });
}

/** Index of the first entry not below `value`. */
function placeOf(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const half = (low + high) >> 1;
    if ((sorted[half] ?? 0) < value) low = half + 1;
    else high = half;
  }
  return low;
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(share * (sorted.length - 1))] ?? 0;

/** 0–∞ to 0–1, keeping the order. */
const toShare = (distance: number): number => distance / (1 + distance);
