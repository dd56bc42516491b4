/**
 * How fast a series moves now: the median slope (Theil 1950, Sen 1968) of the part after the last break, with what chance
 * could do to it. A fifth of wild samples does not move the slope.
 */
import { middle, type Points } from './thin-out.js';

export interface Trend {
  /** Index of the first sample of the part that is judged. */
  readonly start: number;
  /** Change a second. */
  readonly slope: number;
  /** Of the fitted line at the last sample. */
  readonly level: number;
  /** Seconds from the first to the last sample of the part. */
  readonly seconds: number;
  /** Variance a second that the level gains by chance; 0 for a perfect line. */
  readonly drift: number;
  /** Standard deviation of samples around the line. */
  readonly noise: number;
  /** Slope over its standard error. */
  readonly t: number;
  /** Degrees of freedom of `drift`. */
  readonly freedom: number;
}

/** Needed on each side of a break; with fewer a line through noise fits anything. */
const MIN_SEGMENT = 12;
/**
 * What a break must gain for each of its three parameters, in units of log n. The Bayesian criterion (Schwarz 1978) takes 1
 * for independent samples; samples of a machine depend on their neighbours. At 6 simulated levels that wander stay mostly
 * in one piece (the 80 % interval holds 4 % fewer of their ends at 3, and no more at 10), and a knee in noise is still found.
 */
const BREAK_PENALTY = 6;
/** Stretches whose medians are compared; more have too few samples each, fewer too few differences. */
const STRETCHES = 8;
/** Centres of neighbouring stretches of a wandering level differ by 2/3 of what the level itself gains in that time. */
const AVERAGING_LOSS = 1.5;
const MAD_TO_SIGMA = 1.4826;

/** The trend since the last break at or after `from`; undefined with fewer than twelve samples there. */
export function findRecentTrend(points: Points, from: number): Trend | undefined {
  if (points.times.length - from < MIN_SEGMENT) return undefined;
  let start = from;
  for (;;) {
    const next = findBreak(points, start);
    if (next === undefined) break;
    start = next;
  }
  const times = points.times.slice(start);
  const values = points.values.slice(start);
  const slope = medianSlope(times, values);
  const last = times.at(-1) ?? 0;
  const residuals = values.map((value, index) => value - slope * ((times[index] ?? 0) - last));
  const level = middle(residuals);
  const noise = middle(residuals.map((residual) => Math.abs(residual - level))) * MAD_TO_SIGMA;
  const seconds = last - (times[0] ?? last);
  const { drift, freedom } = chanceDrift(times, values, slope);
  const t = slope === 0 ? 0 : slope / Math.sqrt(drift / Math.max(1, seconds));
  return { start, slope, level, seconds, drift, noise, t, freedom };
}

/** Median over all pairs; work grows with the square, so callers thin the series out first. */
export function medianSlope(times: readonly number[], values: readonly number[]): number {
  const slopes: number[] = [];
  for (let right = 1; right < times.length; right += 1) {
    for (let left = 0; left < right; left += 1) {
      const span = (times[right] ?? 0) - (times[left] ?? 0);
      if (span > 0) slopes.push(((values[right] ?? 0) - (values[left] ?? 0)) / span);
    }
  }
  return middle(slopes);
}

/**
 * The variance that the level gains in a second beyond its trend, from differences between medians of stretches (batch
 * means; Law and Kelton). It holds for samples that scatter around a line and for levels that wander alike, where errors
 * of a fitted line alone would promise far too much for the latter.
 */
function chanceDrift(
  times: readonly number[],
  values: readonly number[],
  slope: number,
): { drift: number; freedom: number } {
  const count = Math.min(STRETCHES, Math.floor(times.length / 3));
  const centres: [time: number, value: number][] = [];
  for (let stretch = 0; stretch < count; stretch += 1) {
    const [from, to] = [(stretch * times.length) / count, ((stretch + 1) * times.length) / count];
    const [first, end] = [Math.round(from), Math.round(to)];
    centres.push([middle(times.slice(first, end)), middle(values.slice(first, end))]);
  }
  let [sum, freedom] = [0, 0];
  for (let index = 1; index < centres.length; index += 1) {
    const [before, after] = [centres[index - 1], centres[index]];
    if (!before || !after) continue;
    const span = after[0] - before[0];
    if (!(span > 0)) continue;
    sum += (after[1] - before[1] - slope * span) ** 2 / span;
    freedom += 1;
  }
  freedom = Math.max(1, freedom - 1);
  return { drift: (AVERAGING_LOSS * sum) / freedom, freedom };
}

/** Where two lines fit the rest so much better than one that chance cannot be the reason; the later part begins there. */
function findBreak({ times, values }: Points, start: number): number | undefined {
  const n = times.length - start;
  if (n < 2 * MIN_SEGMENT) return undefined;
  const fits = prefixSums(times, values, start);
  const whole = fits.error(0, n);
  // Errors of rounding are no errors: a perfect line has no breaks.
  const least = 1e-12 * fits.scale * n;
  if (whole <= least) return undefined;
  let best: { index: number; error: number } | undefined;
  for (let index = MIN_SEGMENT; index <= n - MIN_SEGMENT; index += 1) {
    const error = fits.error(0, index) + fits.error(index, n);
    if (!best || error < best.error) best = { index, error };
  }
  if (!best) return undefined;
  const gain = n * Math.log(whole / Math.max(best.error, least));
  return gain > BREAK_PENALTY * 3 * Math.log(n) ? start + best.index : undefined;
}

/** Least-squares error of a line through any stretch, in constant time. */
function prefixSums(
  times: readonly number[],
  values: readonly number[],
  start: number,
): { error(from: number, to: number): number; scale: number } {
  const n = times.length - start;
  const origin = times[start] ?? 0;
  const unit = Math.max(1, (times.at(-1) ?? origin) - origin);
  // Centred, because differences of large sums would lose the digits that matter.
  const mean = values.slice(start).reduce((sum, value) => sum + value, 0) / n;
  const sums = Array.from({ length: 5 }, () => new Float64Array(n + 1));
  const [sx, sy, sxx, sxy, syy] = sums as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let index = 0; index < n; index += 1) {
    const x = ((times[start + index] ?? 0) - origin) / unit;
    const y = (values[start + index] ?? 0) - mean;
    for (const [sum, add] of [
      [sx, x],
      [sy, y],
      [sxx, x * x],
      [sxy, x * y],
      [syy, y * y],
    ] as const) {
      sum[index + 1] = (sum[index] ?? 0) + add;
    }
  }
  const part = (sum: Float64Array, from: number, to: number) => (sum[to] ?? 0) - (sum[from] ?? 0);
  return {
    scale: part(syy, 0, n) / n,
    error(from, to) {
      const count = to - from;
      const [x, y] = [part(sx, from, to), part(sy, from, to)];
      const varX = part(sxx, from, to) - (x * x) / count;
      const covariance = part(sxy, from, to) - (x * y) / count;
      const varY = part(syy, from, to) - (y * y) / count;
      return Math.max(0, varX > 0 ? varY - (covariance * covariance) / varX : varY);
    },
  };
}
