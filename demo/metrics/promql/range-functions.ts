/**
 * Functions from a range of samples to one value, exactly as Prometheus 2 computes them. Each gets samples without stale
 * markers, at least one; undefined means that the series has no result.
 */
import type { SampleWindow } from '../series.js';
import { createCompensatedSum, quantileOf } from './numbers.js';
import { fitLine } from './regression.js';

/** The range that a function looks at; both ends in ms, offset already applied. */
export interface RangeBounds {
  readonly startMs: number;
  readonly endMs: number;
  /** Evaluation time in ms, offset not applied. */
  readonly atMs: number;
}

/** `param` is the function's scalar argument, NaN when it has none. */
export type RangeFunction = (window: SampleWindow, bounds: RangeBounds, param: number) => number | undefined;

const EXTRAPOLATION_SLACK = 1.1; // Prometheus extrapolates to the border of the range if a sample was due about there.

/** The function of that name; undefined when it is not a range function. */
export function rangeFunction(name: string): RangeFunction | undefined {
  return RANGE_FUNCTIONS.get(name);
}

const RANGE_FUNCTIONS: ReadonlyMap<string, RangeFunction> = new Map<string, RangeFunction>([
  ['rate', (window, bounds) => extrapolate(window, bounds, { isCounter: true, isPerSecond: true })],
  ['increase', (window, bounds) => extrapolate(window, bounds, { isCounter: true, isPerSecond: false })],
  ['delta', (window, bounds) => extrapolate(window, bounds, { isCounter: false, isPerSecond: false })],
  ['irate', (window) => lastStep(window, true)],
  ['idelta', (window) => lastStep(window, false)],
  [
    'deriv',
    (window) => (sizeOf(window) < 2 ? undefined : fitLine(window, timeAt(window, window.from)).slope),
  ],
  ['predict_linear', predictLinear],
  ['changes', (window) => countSteps(window, (a, b) => a !== b && !(Number.isNaN(a) && Number.isNaN(b)))],
  ['resets', (window) => countSteps(window, (previous, current) => current < previous)],
  ['count_over_time', sizeOf],
  ['present_over_time', () => 1],
  ['last_over_time', (window) => valueAt(window, window.to - 1)],
  ['min_over_time', (window) => extreme(window, (candidate, best) => candidate < best)],
  ['max_over_time', (window) => extreme(window, (candidate, best) => candidate > best)],
  ['sum_over_time', sum],
  ['avg_over_time', mean],
  ['stdvar_over_time', variance],
  ['stddev_over_time', (window) => Math.sqrt(variance(window))],
  ['quantile_over_time', (window, _, q) => quantileOf(q, valuesOf(window))],
]);

function sizeOf(window: SampleWindow): number {
  return window.to - window.from;
}

function valueAt(window: SampleWindow, index: number): number {
  return window.values[index] ?? Number.NaN;
}

function timeAt(window: SampleWindow, index: number): number {
  return window.times[index] ?? Number.NaN;
}

function valuesOf(window: SampleWindow): number[] {
  const values: number[] = [];
  for (let index = window.from; index < window.to; index += 1) values.push(valueAt(window, index));
  return values;
}

function extrapolate(
  window: SampleWindow,
  bounds: RangeBounds,
  { isCounter, isPerSecond }: { isCounter: boolean; isPerSecond: boolean },
): number | undefined {
  const { from, to } = window;
  if (to - from < 2) return undefined;
  const first = valueAt(window, from);
  let change = valueAt(window, to - 1) - first;
  if (isCounter) {
    let previous = first;
    for (let index = from + 1; index < to; index += 1) {
      const current = valueAt(window, index);
      if (current < previous) change += previous;
      previous = current;
    }
  }

  const covered = (timeAt(window, to - 1) - timeAt(window, from)) / 1000;
  const spacing = covered / (to - from - 1);
  let beforeFirst = (timeAt(window, from) - bounds.startMs) / 1000;
  const afterLast = (bounds.endMs - timeAt(window, to - 1)) / 1000;
  // A counter cannot have been below zero, so it is not extrapolated to before its zero point.
  if (isCounter && change > 0 && first >= 0) beforeFirst = Math.min(beforeFirst, covered * (first / change));
  const reach = (gap: number) => (gap < spacing * EXTRAPOLATION_SLACK ? gap : spacing / 2);
  const factor = (covered + reach(beforeFirst) + reach(afterLast)) / covered;
  return change * (isPerSecond ? factor / ((bounds.endMs - bounds.startMs) / 1000) : factor);
}

function lastStep(window: SampleWindow, isRate: boolean): number | undefined {
  const { to } = window;
  if (sizeOf(window) < 2) return undefined;
  const [previous, last] = [valueAt(window, to - 2), valueAt(window, to - 1)];
  const change = isRate && last < previous ? last : last - previous;
  return isRate ? change / ((timeAt(window, to - 1) - timeAt(window, to - 2)) / 1000) : change;
}

function predictLinear(window: SampleWindow, { atMs }: RangeBounds, seconds: number): number | undefined {
  if (sizeOf(window) < 2) return undefined;
  const { slope, intercept } = fitLine(window, atMs);
  return slope * seconds + intercept;
}

function countSteps(window: SampleWindow, counts: (previous: number, current: number) => boolean): number {
  let count = 0;
  for (let index = window.from + 1; index < window.to; index += 1) {
    if (counts(valueAt(window, index - 1), valueAt(window, index))) count += 1;
  }
  return count;
}

function extreme(window: SampleWindow, isBetter: (candidate: number, best: number) => boolean): number {
  let best = valueAt(window, window.from);
  for (let index = window.from + 1; index < window.to; index += 1) {
    const candidate = valueAt(window, index);
    if (isBetter(candidate, best) || Number.isNaN(best)) best = candidate;
  }
  return best;
}

function sum(window: SampleWindow): number {
  const total = createCompensatedSum();
  for (let index = window.from; index < window.to; index += 1) total.add(valueAt(window, index));
  return Math.abs(total.raw()) === Infinity ? total.raw() : total.total();
}

function mean(window: SampleWindow): number {
  const running = createCompensatedSum();
  let count = 0;
  for (let index = window.from; index < window.to; index += 1) {
    const value = valueAt(window, index);
    count += 1;
    // An infinite mean stays as it is, unless NaN or the opposite infinity follows.
    if (Math.abs(running.raw()) === Infinity && (Number.isFinite(value) || value === running.raw())) continue;
    running.add(value / count - running.raw() / count);
  }
  return Math.abs(running.raw()) === Infinity ? running.raw() : running.total();
}

function variance(window: SampleWindow): number {
  const average = createCompensatedSum();
  const squares = createCompensatedSum();
  let count = 0;
  for (let index = window.from; index < window.to; index += 1) {
    const value = valueAt(window, index);
    count += 1;
    const distance = value - average.total();
    average.add(distance / count);
    squares.add(distance * (value - average.total()));
  }
  return squares.total() / count;
}
