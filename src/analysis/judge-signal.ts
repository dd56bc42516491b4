/** Judges one signal from whatever its query returned, the same for the evidence pass and for whoever asks later. */
import type { TimeRange } from '../shared/series.js';
import { detectAnomaly, type Anomaly } from './anomaly.js';
import type { AnomalyQuestion, Samples } from './anomaly-question.js';

/** A long range is sampled more coarsely rather than in more points. */
const MAX_POINTS_PER_SERIES = 600;

interface JudgedSeries<S extends Samples> {
  readonly series: S;
  readonly anomaly: Anomaly;
}

/** A query that forgot to aggregate: the worst of its series speaks for it. Undefined when none has a sample. */
export function judgeSignal<S extends Samples>(
  series: readonly S[],
  question: AnomalyQuestion,
): JudgedSeries<S> | undefined {
  return judgeAll(series, question)[0];
}

/** Every series that has samples, the most abnormal first. */
export function judgeAll<S extends Samples>(
  series: readonly S[],
  question: AnomalyQuestion,
): readonly JudgedSeries<S>[] {
  return series
    .map((one) => ({ series: one, anomaly: detectAnomaly(one, question) }))
    .filter(({ anomaly }) => anomaly.current !== null)
    .sort(
      (a, b) =>
        Number(b.anomaly.isAnomalous) - Number(a.anomaly.isAnomalous) || b.anomaly.score - a.anomaly.score,
    );
}

/** Seconds between samples of a range, never less than `stepSeconds`. */
export function stepFor({ start, end }: TimeRange, stepSeconds: number): number {
  return Math.max(stepSeconds, Math.ceil((end.getTime() - start.getTime()) / 1000 / MAX_POINTS_PER_SERIES));
}

/** How exactly the beginning of a departure is known, in seconds: a few samples and the smear of the rate's window. */
export function toleranceOf({
  stepSeconds,
  windowSeconds = 0,
}: {
  readonly stepSeconds: number;
  readonly windowSeconds?: number | undefined;
}): number {
  return 2 * stepSeconds + windowSeconds / 2;
}
