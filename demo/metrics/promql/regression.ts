/** Least squares over samples, for deriv and predict_linear. */
import type { SampleWindow } from '../series.js';
import { createCompensatedSum } from './numbers.js';

/** Fits a line; the slope is per second, the intercept is the value at `zeroMs`. */
export function fitLine(window: SampleWindow, zeroMs: number): { slope: number; intercept: number } {
  const sumX = createCompensatedSum();
  const sumY = createCompensatedSum();
  const sumXY = createCompensatedSum();
  const sumXX = createCompensatedSum();
  const first = window.values[window.from] ?? Number.NaN;
  let isConstant = true;
  for (let index = window.from; index < window.to; index += 1) {
    const x = ((window.times[index] ?? 0) - zeroMs) / 1000;
    const y = window.values[index] ?? Number.NaN;
    if (index > window.from && y !== first) isConstant = false;
    sumX.add(x);
    sumY.add(y);
    sumXY.add(x * y);
    sumXX.add(x * x);
  }
  // A flat line is exact, whatever rounding does to the sums.
  if (isConstant) {
    return Math.abs(first) === Infinity ? { slope: NaN, intercept: NaN } : { slope: 0, intercept: first };
  }
  const count = window.to - window.from;
  const covariance = sumXY.total() - (sumX.total() * sumY.total()) / count;
  const variance = sumXX.total() - (sumX.total() * sumX.total()) / count;
  const slope = covariance / variance;
  return { slope, intercept: sumY.total() / count - (slope * sumX.total()) / count };
}
