/** What a signal usually looks like: a centre and a spread that a few odd samples cannot move. */
import { medianAbsoluteDeviation, median, quantile } from 'simple-statistics';

/** What a series measures; it decides which direction hurts and how small a change is too small to matter. */
export type SignalKind = 'requests' | 'errors' | 'latency' | 'saturation' | 'generic';

/**
 * Smallest spread assumed, so that a constant baseline does not turn a hair's breadth into an anomaly. A departure counts
 * from four spreads on, so the smallest one that counts is four times the larger of both floors: two percentage points
 * of failing requests, 20 ms or half the usual latency, half the usual traffic, 12 percentage points of saturation.
 */
const FLOORS: Readonly<Record<SignalKind, { readonly absolute: number; readonly relative: number }>> = {
  requests: { absolute: 0.05, relative: 0.125 },
  errors: { absolute: 0.005, relative: 0.125 },
  latency: { absolute: 0.005, relative: 0.125 },
  saturation: { absolute: 0.03, relative: 0.05 },
  generic: { absolute: 1e-9, relative: 0.125 },
};

/** Makes the median absolute deviation of normal values equal their standard deviation. */
const MAD_TO_SIGMA = 1.4826;
/** The distance in standard deviations from the centre that a tenth of normal values exceed, on one side. */
const TAIL_IN_SIGMA = 1.2816;

/** The smallest spread assumed around `center`. */
export function smallestSpread(signal: SignalKind, center: number): number {
  const { absolute, relative } = FLOORS[signal];
  return Math.max(absolute, relative * Math.abs(center));
}

export interface Baseline {
  readonly center: number;
  /** Like a standard deviation on the side asked for, never below the floors. */
  readonly spread: number;
  /** Nearly all baseline samples lie on this side of it. */
  readonly extreme: number;
}

interface BaselineQuestion {
  readonly signal: SignalKind;
  /** Whether departures upwards (1) or downwards (-1) are to be judged; signals are rarely as wide on both sides. */
  readonly sign: 1 | -1;
  /**
   * Averaging window of a rate in seconds. It bounds from below how much a rate of independent requests must vary: by
   * √(rate / window).
   */
  readonly windowSeconds: number | undefined;
}

/** Describes `values`: at least one, all finite. */
export function describeBaseline(
  values: readonly number[],
  { signal, sign, windowSeconds }: BaselineQuestion,
): Baseline {
  const sample = [...values];
  const center = median(sample);
  const isUp = sign === 1;
  const tail = Math.abs(quantile(sample, isUp ? 0.9 : 0.1) - center);
  const counting =
    signal === 'requests' && windowSeconds ? Math.sqrt(Math.max(0, center) / windowSeconds) : 0;
  const spread = Math.max(
    medianAbsoluteDeviation(sample) * MAD_TO_SIGMA * smallSampleFactor(sample.length),
    // Skewed, or zero most of the time with a few blips: the deviation's median alone would call every blip unheard of.
    tail / TAIL_IN_SIGMA,
    counting,
    smallestSpread(signal, center),
  );
  return { center, spread, extreme: quantile(sample, isUp ? 0.95 : 0.05) };
}

/** The deviation of few samples comes out too small (Croux and Rousseeuw, 1992); exact tables matter less than the trend. */
const smallSampleFactor = (n: number): number => n / (n - 0.8);
