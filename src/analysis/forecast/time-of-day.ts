/**
 * What of a series is the time of day: the median of each hour's distance from the trend. A disk that fills by night and a
 * pool that empties by night hide their trend in that swing, and the limit is reached at the top of it first.
 */
import { medianSlope } from './recent-trend.js';
import { middle, type Points } from './thin-out.js';

interface TimeOfDay {
  /** The series without it. */
  readonly points: Points;
  /** How far it lifts and lowers the series; `low` ≤ 0 ≤ `high`. */
  readonly low: number;
  readonly high: number;
}

const DAY = 86_400;
const HOURS = 24;
/** An hour seen on one day only could be anything. */
const MIN_DAYS = 2;
/**
 * Share of the variance around the trend that the time of day must explain (seasonal strength; Wang, Smith and Hyndman
 * 2006). At one half it is the larger part; noise alone reaches about 24 hours / samples.
 */
const MIN_STRENGTH = 0.5;
/** Samples an hour of the day must have in the middle; with fewer its median follows the noise. */
const MIN_SAMPLES = 2;

/** Undefined for less than two days, and where the time of day explains too little. */
export function findTimeOfDay({ times, values }: Points): TimeOfDay | undefined {
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0];
  if (last - first < MIN_DAYS * DAY || times.length < HOURS * MIN_SAMPLES) return undefined;
  const slope = medianSlope(times, values);
  const flat = values.map((value, index) => value - slope * ((times[index] ?? 0) - first));
  const centre = middle(flat);
  const hours = Array.from({ length: HOURS }, (): number[] => []);
  for (const [index, value] of flat.entries()) hours[hourOf(times[index] ?? 0)]?.push(value - centre);
  const offsets = hours.map((hour) => (hour.length < MIN_SAMPLES ? 0 : middle(hour)));
  const rest = flat.map((value, index) => value - centre - (offsets[hourOf(times[index] ?? 0)] ?? 0));
  const whole = varianceOf(flat);
  if (!(whole > 0) || 1 - varianceOf(rest) / whole < MIN_STRENGTH) return undefined;
  return {
    points: {
      times,
      values: values.map((value, index) => value - (offsets[hourOf(times[index] ?? 0)] ?? 0)),
    },
    low: Math.min(0, ...offsets),
    high: Math.max(0, ...offsets),
  };
}

function hourOf(time: number): number {
  return Math.floor((((time % DAY) + DAY) % DAY) / (DAY / HOURS));
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
