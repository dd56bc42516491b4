/**
 * What a component costs more than usual, moment by moment, in a unit that callers and callees share: seconds waited or
 * requests failed per step. A callee's excess can then be set against its caller's, which no comparison of scores in
 * standard deviations allows: a database that is steady to a tenth of a millisecond scores high for nothing.
 */
import type { MetricObservation, RunCount } from '../question.js';
import type { UsualDescriber } from '../usual.js';

/**
 * Smallest spread assumed for what callers wait or fail by: a twentieth of the usual latency, and a thousandth of the
 * requests. Small on purpose: what is tiny does not count for much, because its excess is tiny.
 */
const FLOOR = {
  latency: { absolute: 0.0005, relative: 0.05 },
  errors: { absolute: 0.001, relative: 0.05 },
} as const;
/** Samples within three spreads are noise. */
const NOISE_SPREADS = 3;
/** Largest probability with which as many samples beyond the usual range may have come by chance. */
const MAX_CHANCE = 0.05;

export interface Excess {
  readonly component: string;
  readonly name: string;
  /** Usual value. */
  readonly center: number;
  /** Largest value. */
  readonly peak: number;
  /** Per moment of the question, in seconds or requests; 0 within the noise. */
  readonly perMoment: Float64Array;
  readonly total: number;
  /** Samples beyond the noise. */
  readonly beyondBefore: RunCount;
  readonly beyondNow: RunCount;
}

/**
 * @param moments Times of the trouble.
 * @param isSymptom True for the violated objective itself: it is known to be bad, so nothing of it is taken for noise.
 */
export function measureExcess(
  metric: MetricObservation,
  traffic: MetricObservation | undefined,
  {
    moments,
    isSymptom,
    describer,
  }: { moments: ArrayLike<number>; isSymptom: boolean; describer: UsualDescriber },
): Excess | undefined {
  if (metric.signal !== 'latency' && metric.signal !== 'errors') return undefined;
  const usual = describer.describe(metric.usual);
  if (!usual) return undefined;
  const floor = FLOOR[metric.signal];
  const spread = Math.max(usual.spreadUp, floor.absolute, floor.relative * Math.abs(usual.center));
  const limit = isSymptom ? usual.center : usual.center + NOISE_SPREADS * spread;
  const perMoment = new Float64Array(moments.length);
  const values = alignTo(moments, metric.times, metric.values);
  const requests = traffic && alignTo(moments, traffic.times, traffic.values);
  let [total, peak, beyond, judged] = [0, usual.center, 0, 0];
  for (let index = 0; index < moments.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    judged += 1;
    if (value <= limit) continue;
    const weight = requests?.[index] ?? 1;
    const excess = (value - usual.center) * (Number.isFinite(weight) ? weight : 0);
    perMoment[index] = excess;
    total += excess;
    beyond += 1;
    peak = Math.max(peak, value);
  }
  if (total === 0) return undefined;
  const beyondBefore = countBeyond(metric.usual, limit);
  if (!isSymptom && !isUnlikely(metric.usual, values, { limit, peak, beyond, judged })) return undefined;
  return {
    component: metric.component,
    name: metric.name,
    center: usual.center,
    peak,
    perMoment,
    total,
    beyondBefore,
    beyondNow: { runs: judged, times: beyond },
  };
}

/** Whether chance hardly explains how many samples are beyond the limit, or how many come at least halfway to the peak. */
function isUnlikely(
  usual: ArrayLike<number>,
  values: ArrayLike<number>,
  { limit, peak, beyond, judged }: { limit: number; peak: number; beyond: number; judged: number },
): boolean {
  if (chanceOf(beyond, judged, shareBeyond(usual, limit)) <= MAX_CHANCE) return true;
  const halfway = limit + (peak - limit) / 2;
  let high = 0;
  for (let index = 0; index < values.length; index += 1) if ((values[index] ?? 0) > halfway) high += 1;
  return chanceOf(high, judged, shareBeyond(usual, halfway)) <= MAX_CHANCE;
}

function countBeyond(values: ArrayLike<number>, limit: number): RunCount {
  let [times, runs] = [0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    runs += 1;
    if (value > limit) times += 1;
  }
  return { runs, times };
}

/** Share of usual samples beyond the limit, never taken to be 0: n samples without one still allow about 1 in n. */
function shareBeyond(usual: ArrayLike<number>, limit: number): number {
  const { runs, times } = countBeyond(usual, limit);
  return (times + 1) / (runs + 2);
}

/** Probability that at least `hits` of `trials` happen when each does with `probability` (binomial tail). */
export function chanceOf(hits: number, trials: number, probability: number): number {
  if (hits <= 0) return 1;
  let term = (1 - probability) ** trials;
  let below = 0;
  for (let k = 0; k < hits; k += 1) {
    below += term;
    term *= ((trials - k) / (k + 1)) * (probability / (1 - probability));
  }
  return Math.max(0, 1 - below);
}

/** The sample nearest to each moment, when it is not further away than half of the series' step. */
export function alignTo(
  moments: ArrayLike<number>,
  times: ArrayLike<number>,
  values: ArrayLike<number>,
): ArrayLike<number> {
  if (times === moments) return values;
  const aligned = new Float64Array(moments.length).fill(Number.NaN);
  const [first, last] = [times[0] ?? 0, times[times.length - 1] ?? 0];
  const reach = times.length > 1 ? (0.5 * (last - first)) / (times.length - 1) : Infinity;
  let place = 0;
  for (let index = 0; index < moments.length; index += 1) {
    const moment = moments[index] ?? 0;
    const distance = (at: number) => Math.abs((times[at] ?? Infinity) - moment);
    while (place + 1 < times.length && distance(place + 1) <= distance(place)) place += 1;
    if (distance(place) <= reach) aligned[index] = values[place] ?? Number.NaN;
  }
  return aligned;
}
