/** Samples as they can be judged: gaps and warm-up left out, zeros that nobody reported filled in, single blips removed. */
import type { AnomalyQuestion, Samples } from './anomaly-question.js';

/** Kept before the incident when the first values of a new series are left out. */
const MIN_WARM_SAMPLES = 8;
/** A series is taken to have ended when this many of its own steps are missing at the end. */
const MISSING_STEPS = 4;

interface PreparedSamples {
  readonly series: Samples;
  /** The series' values without single blips. */
  readonly smooth: readonly number[];
  /** Whether the series ended before the end of the range. */
  readonly hasStopped: boolean;
}

export function prepareSamples(samples: Samples, question: AnomalyQuestion): PreparedSamples {
  const reported = finiteSamples(samples);
  const hasStopped = hasEnded(reported, question);
  const series = withImpliedZeros(withoutWarmUp(reported, question), question, hasStopped);
  return { series, smooth: removeBlips(series.values), hasStopped };
}

function finiteSamples({ times, values }: Samples): { times: number[]; values: number[] } {
  const kept = { times: [] as number[], values: [] as number[] };
  for (const [index, value] of values.entries()) {
    const time = times[index];
    if (time === undefined || !Number.isFinite(value)) continue;
    kept.times.push(time);
    kept.values.push(value);
  }
  return kept;
}

/**
 * The first values of a rate whose series began within the range are too low, because its window reaches back to before
 * the beginning. They are left out while enough others remain. A share of failures is exempt: it begins with the trouble.
 */
function withoutWarmUp(
  series: Samples,
  { signal, asked, windowSeconds, incidentStart }: AnomalyQuestion,
): Samples {
  const first = series.times[0];
  if (!asked || !windowSeconds || first === undefined || signal === 'errors') return series;
  if (first - asked.start <= 1.5 * asked.stepSeconds) return series;
  const warm = series.times.findIndex((time) => time >= first + windowSeconds);
  const before = series.times.filter((time) => time < incidentStart).length;
  const skipped = Math.min(warm === -1 ? Infinity : warm, before - MIN_WARM_SAMPLES);
  if (!(skipped > 0)) return series;
  return { times: series.times.slice(skipped), values: series.values.slice(skipped) };
}

function hasEnded({ times }: Samples, { asked }: AnomalyQuestion): boolean {
  const last = times.at(-1);
  return asked !== undefined && last !== undefined && asked.end - last > MISSING_STEPS * asked.stepSeconds;
}

/**
 * Silence that means zero: a share of failures that is reported only once something failed, and traffic to a service that
 * no longer reports.
 */
function withImpliedZeros(series: Samples, question: AnomalyQuestion, hasStopped: boolean): Samples {
  const { asked, signal } = question;
  const [first, last] = [series.times[0], series.times.at(-1)];
  if (!asked || first === undefined || last === undefined || !(asked.stepSeconds > 0)) return series;
  const before: number[] = [];
  const after: number[] = [];
  if (signal === 'errors') {
    for (let time = asked.start; time < first; time += asked.stepSeconds) before.push(time);
  }
  if (signal === 'requests' && hasStopped) {
    for (let time = last + asked.stepSeconds; time <= asked.end; time += asked.stepSeconds) after.push(time);
  }
  return {
    times: [...before, ...series.times, ...after],
    values: [...before.map(() => 0), ...series.values, ...after.map(() => 0)],
  };
}

/** Centred median of three; the ends take the nearest full window. */
function removeBlips(values: readonly number[]): readonly number[] {
  if (values.length < 3) return values;
  return values.map((_, index) => {
    const from = Math.min(Math.max(index - 1, 0), values.length - 3);
    const [a = 0, b = 0, c = 0] = values.slice(from, from + 3);
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  });
}
