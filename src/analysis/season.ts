/**
 * Whether a departure is what this time of the day or of the week brings. What the same hours brought a period ago is taken
 * away and the rest is judged anew (the seasonal naive method: Hyndman and Athanasopoulos, Forecasting, 2021, §5.2), so that
 * a rise that comes every morning is none, and one that is twice as high as every morning still is.
 */
import { median } from 'simple-statistics';
import type { Series } from '../shared/series.js';
import { detectAnomaly, type Anomaly } from './anomaly.js';
import type { AnomalyQuestion, Samples } from './anomaly-question.js';
import type { SignalKind } from './baseline.js';

/** A time to look back at. */
interface Season {
  readonly periodSeconds: number;
  /** "a week before". */
  readonly words: string;
}

const DAY_SECONDS = 86_400;
/** What is looked back at: the same weekday says more than yesterday, which says more than nothing. */
const SEASONS: readonly Season[] = [
  { periodSeconds: 7 * DAY_SECONDS, words: 'a week before' },
  { periodSeconds: DAY_SECONDS, words: 'a day before' },
];

/** With more of the moments unknown a period ago, nothing is said. */
const MAX_MISSING_SHARE = 0.2;
/** A rate of few requests is no scale for another day's. */
const MIN_CENTER = 1e-9;

interface SeasonQuestion extends AnomalyQuestion {
  /** A whole number of days, in seconds. */
  readonly periodSeconds: number;
}

/** A signal, measured and judged. */
export interface JudgedReading {
  readonly signal: { readonly name: SignalKind };
  readonly anomaly: Anomaly;
  /** Of several series the one that departs most. */
  readonly series: Series;
  /** "a day before", where the same hours brought the same then; left out when they did not, or when nobody remembers. */
  readonly season?: string;
}

/** How `recogniseSeasons` looks back. */
interface LookBack<R> {
  /** As in `AnomalyQuestion`. */
  readonly incidentStart: number;
  readonly windowSeconds?: number | undefined;
  /** So many readings are looked up, the most abnormal first: two queries each. */
  readonly atMost: number;
  /** What the reading's query answers for the same hours a season ago; empty when nobody remembers. */
  readonly askEarlier: (reading: R, season: Season) => Promise<readonly Series[]>;
}

/** The same readings; those whose departure comes at this time every day or week say so. */
export async function recogniseSeasons<R extends JudgedReading>(
  readings: readonly R[],
  { atMost, askEarlier, incidentStart, windowSeconds }: LookBack<R>,
): Promise<readonly R[]> {
  const asked = readings
    .filter(({ signal, anomaly }) => mayBeSeasonal(anomaly, signal.name))
    .sort((a, b) => b.anomaly.score - a.anomaly.score)
    .slice(0, atMost);
  const findSeason = async (reading: R): Promise<string | undefined> => {
    const { signal, series } = reading;
    const found = await Promise.all(
      SEASONS.map(async (season) => {
        // Of several series nobody knows which one is the same.
        const [only, ...others] = await askEarlier(reading, season);
        if (!only || others.length > 0) return undefined;
        const question = {
          signal: signal.name,
          incidentStart,
          periodSeconds: season.periodSeconds,
          ...(windowSeconds !== undefined && { windowSeconds }),
        };
        return isSeasonal(series, only, question) ? season.words : undefined;
      }),
    );
    return found.find((words) => words !== undefined);
  };
  const seasons = new Map(
    await Promise.all(asked.map(async (reading) => [reading, await findSeason(reading)] as const)),
  );
  return readings.map((reading) => {
    const season = seasons.get(reading);
    if (season === undefined) return reading;
    return { ...reading, season, anomaly: judgeWithSeason(reading.anomaly, reading.signal.name) };
  });
}

/** `earlier` has its own times: those of the same hours one period before. */
export function isSeasonal(now: Samples, earlier: Samples, question: SeasonQuestion): boolean {
  const before = { times: now.times, values: align(now.times, earlier, question.periodSeconds) };
  const rest = withoutSeason(now, before, question);
  if (rest === undefined || detectAnomaly(rest, question).isAnomalous) return false;
  // A past that was merely unsteady takes every departure in its noise; it has to have departed likewise.
  const then = detectAnomaly(before, question);
  return then.isAnomalous && then.direction === detectAnomaly(now, question).direction;
}

/** Whether a departure of this signal may be a season's: failures are never usual, and silence is none. */
const mayBeSeasonal = ({ isAnomalous, hasStopped }: Anomaly, signal: SignalKind): boolean =>
  isAnomalous && !hasStopped && signal !== 'errors';

/** Traffic that comes at this time is as usual; a service that gets slow or full every day still hurts. */
function judgeWithSeason(anomaly: Anomaly, signal: SignalKind): Anomaly {
  if (signal !== 'requests') return anomaly;
  return { ...anomaly, isAnomalous: false, score: 0, direction: null, onset: null, isOngoing: false };
}

/** `before` has the times of `now`. */
function withoutSeason(
  now: Samples,
  { values: before }: Samples,
  { signal, incidentStart }: SeasonQuestion,
): Samples | undefined {
  const known = before.filter(Number.isFinite).length;
  if (known < (1 - MAX_MISSING_SHARE) * now.times.length) return undefined;
  const usual = (values: readonly number[]) =>
    values.filter((value, index) => Number.isFinite(value) && (now.times[index] ?? 0) < incidentStart);
  const [nowUsual, earlierUsual] = [usual(now.values), usual(before)];
  if (nowUsual.length === 0 || earlierUsual.length === 0) return undefined;
  const center = median(earlierUsual);
  // More users than last week bring as much more of the same curve; seconds and shares do not grow with them.
  const scale = signal === 'requests' && center > MIN_CENTER ? median(nowUsual) / center : 1;
  return {
    times: now.times,
    values: now.values.map((value, index) => value - scale * ((before[index] ?? Number.NaN) - center)),
  };
}

/** The sample nearest to each moment less the period, within half a step; NaN where there is none. */
function align(moments: readonly number[], { times, values }: Samples, periodSeconds: number): number[] {
  const step = ((moments.at(-1) ?? 0) - (moments[0] ?? 0)) / Math.max(1, moments.length - 1);
  let place = 0;
  return moments.map((moment) => {
    const wanted = moment - periodSeconds;
    const distance = (index: number) => Math.abs((times[index] ?? Infinity) - wanted);
    while (place + 1 < times.length && distance(place + 1) <= distance(place)) place += 1;
    return distance(place) <= step / 2 ? (values[place] ?? Number.NaN) : Number.NaN;
  });
}
