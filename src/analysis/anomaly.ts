/**
 * Whether a signal left its usual range, which way, how far and since when. Works with a handful of samples as with
 * thousands; says so when there are too few to judge.
 */
import type { AnomalyQuestion, Samples } from './anomaly-question.js';
import { describeBaseline, type Baseline, type SignalKind } from './baseline.js';
import { findChangePoint } from './change-point.js';
import { formatTime, formatValue, type Unit } from './format-value.js';
import { prepareSamples } from './prepare-samples.js';

/** Normal samples exceed four standard deviations once in 30,000: rare enough for fifty series at once. */
const THRESHOLD = 4;
/** Beyond this many spreads a sample belongs to the departure; only used to find where it began and whether it lasts. */
const DEPARTED = 2;
const MIN_BASELINE_SAMPLES = 4;
/** A single odd sample is a blip: a departure needs two neighbouring ones. */
const MIN_DEPARTED_SAMPLES = 2;
export interface Anomaly {
  readonly isAnomalous: boolean;
  /** Departure in usual spreads at its strongest; 0 when it could not be judged. */
  readonly score: number;
  /** The way it left its range; null when it did not. */
  readonly direction: 'up' | 'down' | null;
  /** Usual value; null when there were too few samples. */
  readonly baseline: number | null;
  /** Latest value, single blips removed; null without samples. */
  readonly current: number | null;
  /** The most extreme value of the departure, single blips removed. */
  readonly peak: number | null;
  /** Unix seconds when it left its range; null when it did not. */
  readonly onset: number | null;
  /** False when it has come back to its usual range. */
  readonly isOngoing: boolean;
  /** True when the series ended before the end of the range: the service no longer reports. */
  readonly hasStopped: boolean;
  /** In words with numbers and units, without a subject: "rose from 0.1 % to 41 % at 03:12:04 UTC". */
  readonly reason: string;
}

const UNITS: Readonly<Record<SignalKind, Unit>> = {
  requests: 'per_second',
  errors: 'ratio',
  latency: 'seconds',
  saturation: 'ratio',
  generic: 'number',
};

/** Judges one series. More failing requests, latency and saturation matter; traffic matters both ways. */
export function detectAnomaly(samples: Samples, question: AnomalyQuestion): Anomaly {
  const { series, smooth, hasStopped } = prepareSamples(samples, question);
  const current = smooth.at(-1) ?? null;
  const boundaries = candidateBoundaries(series, question.incidentStart);
  let best: Departure | undefined;
  for (const boundary of boundaries) {
    const departure = strongestDeparture(series, smooth, boundary, question);
    if (departure && (!best || departure.score > best.score)) best = departure;
  }
  if (!best || current === null) return tooFew(current, question.signal, series.times.length);
  return toAnomaly(best, series, current, { ...question, hasStopped });
}

interface Departure {
  readonly baseline: Baseline;
  readonly score: number;
  readonly sign: 1 | -1;
  readonly peak: number;
  readonly onsetIndex: number;
  readonly isBeyondBaseline: boolean;
}

/**
 * Ends of the baseline worth trying: where the incident was noticed, and where the level changed before that, because an
 * alert always comes later than the trouble and a baseline holding part of the trouble hides it. A change in the older
 * half of the baseline is taken for history.
 */
function candidateBoundaries({ times, values }: Samples, incidentStart: number): readonly number[] {
  const noticed = times.findIndex((time) => time >= incidentStart);
  const boundaries = noticed === -1 ? [] : [noticed];
  const halfway = ((times[0] ?? incidentStart) + incidentStart) / 2;
  const recent = times.findIndex((time) => time >= halfway);
  const minBefore = Math.max(MIN_BASELINE_SAMPLES, recent === -1 ? times.length : recent);
  const changed = findChangePoint(values, { minBefore, minAfter: MIN_DEPARTED_SAMPLES })?.index;
  if (changed !== undefined && (noticed === -1 || changed < noticed)) boundaries.push(changed);
  return boundaries.filter((boundary) => boundary >= MIN_BASELINE_SAMPLES);
}

function strongestDeparture(
  series: Samples,
  smooth: readonly number[],
  boundary: number,
  question: AnomalyQuestion,
): Departure | undefined {
  const both = question.signal === 'requests' || question.signal === 'generic';
  const up = departure(series, smooth, boundary, question, 1);
  const down = both ? departure(series, smooth, boundary, question, -1) : undefined;
  return down && (!up || down.score > up.score) ? down : up;
}

function departure(
  series: Samples,
  smooth: readonly number[],
  boundary: number,
  question: AnomalyQuestion,
  sign: 1 | -1,
  isRefined = false,
): Departure | undefined {
  if (smooth.length - boundary < MIN_DEPARTED_SAMPLES) return undefined;
  const { signal, windowSeconds } = question;
  const baseline = describeBaseline(series.values.slice(0, boundary), { signal, sign, windowSeconds });
  let [score, peakIndex] = [0, boundary];
  for (let index = boundary; index < smooth.length; index += 1) {
    const offset = (((smooth[index] ?? baseline.center) - baseline.center) * sign) / baseline.spread;
    if (offset > score) [score, peakIndex] = [offset, index];
  }
  const peak = smooth[peakIndex] ?? baseline.center;
  const onsetIndex = findOnset(series.values, baseline, sign, peakIndex);
  // A slow ramp leaves its first part in the baseline; once its beginning is known, that part is taken out again.
  if (!isRefined && score >= THRESHOLD && onsetIndex < boundary && onsetIndex >= MIN_BASELINE_SAMPLES) {
    const refined = departure(series, smooth, onsetIndex, question, sign, true);
    if (refined && refined.score > score) return refined;
  }
  return { baseline, score, sign, peak, onsetIndex, isBeyondBaseline: (peak - baseline.extreme) * sign > 0 };
}

/** The change point before the peak, moved to the first sample of the unbroken run outside the usual range. */
function findOnset(values: readonly number[], baseline: Baseline, sign: 1 | -1, peakIndex: number): number {
  const isOut = (index: number) =>
    ((values[index] ?? baseline.center) - baseline.center) * sign > DEPARTED * baseline.spread;
  let index =
    findChangePoint(values.slice(0, peakIndex + 1), { minBefore: 1, minAfter: 1 })?.index ?? peakIndex;
  while (index < peakIndex && !isOut(index)) index += 1;
  while (index > 0 && isOut(index - 1)) index -= 1;
  return index;
}

function toAnomaly(
  departure: Departure,
  series: Samples,
  current: number,
  question: AnomalyQuestion & { readonly hasStopped: boolean },
): Anomaly {
  const { baseline, score, sign } = departure;
  const { hasStopped } = question;
  const unit = UNITS[question.signal];
  const isAnomalous = score >= THRESHOLD && departure.isBeyondBaseline;
  const usual = formatValue(baseline.center, unit);
  if (!isAnomalous) {
    return {
      isAnomalous,
      score,
      direction: null,
      baseline: baseline.center,
      current,
      peak: null,
      onset: null,
      isOngoing: false,
      hasStopped,
      reason: `is as usual at ${formatValue(current, unit)} (usually ${usual})`,
    };
  }
  const onset = series.times[departure.onsetIndex] ?? question.incidentStart;
  const isOngoing = (current - baseline.center) * sign > DEPARTED * baseline.spread;
  const reached = formatValue(isOngoing ? current : departure.peak, unit);
  const back = isOngoing ? '' : `, and is back at ${formatValue(current, unit)}`;
  const verb = sign === 1 ? 'rose' : 'fell';
  return {
    isAnomalous,
    score,
    direction: sign === 1 ? 'up' : 'down',
    baseline: baseline.center,
    current,
    peak: departure.peak,
    onset,
    isOngoing,
    hasStopped,
    reason: `${verb} from ${usual} to ${reached} at ${formatTime(onset)}${back}`,
  };
}

function tooFew(current: number | null, signal: SignalKind, count: number): Anomaly {
  const reason =
    current === null
      ? 'has no samples'
      : `is at ${formatValue(current, UNITS[signal])}; ${count} samples are too few to say whether that is usual`;
  return {
    isAnomalous: false,
    score: 0,
    direction: null,
    baseline: null,
    current,
    peak: null,
    onset: null,
    isOngoing: false,
    hasStopped: false,
    reason,
  };
}
