/**
 * When something runs out: a disk, memory, a pool, a quota, a certificate, an error budget. One series, a limit and the
 * way towards it; the answer is a time with an interval, or a reason why there is none.
 */
import { describer, formatSpan, SLOW_SECONDS, type ForecastUnit } from './words.js';
import { findRecentTrend, type Trend } from './recent-trend.js';
import { findTimeOfDay } from './time-of-day.js';
import { findSwings, type Swings } from './swings.js';
import { middle, thinOut, type Points } from './thin-out.js';

export interface ForecastQuestion {
  /** Any resolution, with gaps; what is not finite is skipped. */
  readonly series: Points;
  /** The value at which it is exhausted: 1 for a share used, 0 for a budget or a certificate's time left. */
  readonly limit: number;
  /** The way towards the limit. */
  readonly direction: 'up' | 'down';
  readonly unit: ForecastUnit;
  /** Unix seconds; the last sample's time when left out. */
  readonly now?: number;
}

export type ForecastOutcome =
  | 'exhausts'
  | 'exhausted'
  /** It moves, but the limit is further off than what was seen can tell. */
  | 'distant'
  /** It comes and goes, and came nowhere near the limit before. */
  | 'cyclic'
  /** It stands, wobbles, or moves away from the limit. */
  | 'no_trend'
  | 'too_few';

export interface Forecast {
  readonly outcome: ForecastOutcome;
  /** Unix seconds of the most likely time; null unless it exhausts. */
  readonly at: number | null;
  /** 80 % of cases lie between the two; `latest` is null where it may also never happen. */
  readonly earliest: number | null;
  readonly latest: number | null;
  /** Change an hour of the present trend; null without one. */
  readonly perHour: number | null;
  /** Unix seconds since when it moves like that; null without a trend. */
  readonly since: number | null;
  /** In words with numbers, without a subject. */
  readonly reason: string;
}

/** Keeps the pairs of the median slope below 50,000: about 5 ms. */
const MAX_POINTS = 300;
const MIN_POINTS = 12;
/** Without a sample for so long, or for so many steps, a series has ended: Prometheus itself looks back five minutes. */
const ENDED_SECONDS = 300;
const ENDED_STEPS = 3;
/**
 * How many times what was seen of the trend one may look ahead. The usual rule for disks (four days from six hours) is 16
 * times; beyond that nothing says that it will go on.
 */
const MAX_AHEAD = 16;
/** Student's t for a chance of 1 % on one side, and of 10 %, by degrees of freedom 1 … 7. */
const T_99 = [31.8, 6.96, 4.54, 3.75, 3.36, 3.14, 3.0] as const;
const T_90 = [3.08, 1.89, 1.64, 1.53, 1.48, 1.44, 1.41] as const;
/** A line fitted to a wandering level has this times the variance of its mean step (Durlauf and Phillips 1988: 6/5). */
const SLOPE_LOSS = 1.2;
/** This many ended rises make a habit of falling back. */
const MIN_CYCLES = 2;
/** A rise that ended within this part of its height below the limit may have been ended by it. */
const NEAR_SHARE = 0.1;

export function forecastExhaustion(question: ForecastQuestion): Forecast {
  const points = withoutBlips(thinOut(question.series, MAX_POINTS));
  const sign = question.direction === 'up' ? 1 : -1;
  const last = points.values.at(-1);
  const lastTime = points.times.at(-1);
  const text = describer(question.unit);
  if (last === undefined || lastTime === undefined) return nothing('too_few', 'has no samples');
  const silence = (question.now ?? lastTime) - lastTime;
  if (silence > Math.max(ENDED_SECONDS, ENDED_STEPS * meanStep(points))) {
    return nothing('too_few', `was at ${text(last)} and has had no samples for ${formatSpan(silence)}`);
  }
  const state = `is at ${text(last)}`;
  if ((last - question.limit) * sign >= 0) {
    const where = last === question.limit ? 'at' : 'past';
    return {
      ...nothing('exhausted', `${state}, ${where} its limit of ${text(question.limit)}`),
      at: question.now ?? lastTime,
    };
  }
  if (points.times.length < MIN_POINTS) {
    return nothing('too_few', `${state}; ${points.times.length} samples are too few for a forecast`);
  }
  const daily = findTimeOfDay(points);
  // The top of the day's swing reaches the limit first.
  const limit = question.limit - (daily ? (sign === 1 ? daily.high : daily.low) : 0);
  return project({ ...question, limit }, daily?.points ?? points, sign, {
    state,
    limit: text(question.limit),
    swing: daily ? `, besides its daily swing of ${text(daily.high - daily.low)},` : '',
  });
}

function meanStep({ times }: Points): number {
  return ((times.at(-1) ?? 0) - (times[0] ?? 0)) / Math.max(1, times.length - 1);
}

interface Words {
  readonly state: string;
  /** As it was asked for. */
  readonly limit: string;
  readonly swing: string;
}

function project(question: ForecastQuestion, points: Points, sign: 1 | -1, words: Words): Forecast {
  const { limit } = question;
  const lastTime = points.times.at(-1) ?? 0;
  const now = question.now ?? lastTime;
  const text = describer(question.unit);
  const swings = findSwings(points, sign);
  const trend = findRecentTrend(points, swings.direction === 0 ? 0 : swings.lastTurn);
  if (!trend) return nothing('no_trend', `${words.state} and turned a short while ago`);
  if (!isSignificant(trend, sign)) {
    const isAway = isSignificant(trend, sign === 1 ? -1 : 1);
    const way = isAway ? 'moves away from' : 'does not move towards';
    return nothing('no_trend', `${words.state} and${words.swing} ${way} its limit of ${words.limit}`);
  }
  const seconds = Math.max(0, (limit - trend.level) / trend.slope);
  const sinceTurn = lastTime - (points.times[swings.lastTurn] ?? lastTime);
  const habit = comesAndGoes(swings, limit, sign, seconds, sinceTurn);
  if (habit) {
    const times = `${swings.ended.length} times before, each in about ${formatSpan(habit.seconds)} and to ${text(habit.furthest)} at most`;
    return nothing('cyclic', `${words.state}; it comes and goes, ${times}`);
  }
  const since = points.times[trend.start] ?? lastTime;
  const known = { perHour: trend.slope * 3600, since };
  const isSlow = seconds > SLOW_SECONDS;
  const pace = `${text(Math.abs(trend.slope) * (isSlow ? 86_400 : 3600))} ${isSlow ? 'a day' : 'an hour'}`;
  const course = `${words.state} and${words.swing} ${sign === 1 ? 'rises' : 'falls'} by ${pace} (for ${formatSpan(lastTime - since)} now)`;
  if (seconds > MAX_AHEAD * trend.seconds) {
    const reason = `${course}; its limit of ${words.limit} is further off than that can tell`;
    return { ...nothing('distant', reason), ...known };
  }
  const [early, late] = [hitting(trend, limit, sign, 1), hitting(trend, limit, sign, -1)];
  const at = Math.max(now, lastTime + seconds);
  const earliest = Math.max(now, lastTime + Math.min(early ?? seconds, seconds));
  const isOpen = late === null || late > MAX_AHEAD * trend.seconds;
  const latest = isOpen ? null : Math.max(at, lastTime + late);
  const interval =
    latest === null
      ? `${formatSpan(earliest - now)} at the earliest, perhaps never`
      : `${formatSpan(earliest - now)} to ${formatSpan(latest - now)}`;
  const reason = `${course}; at this pace it reaches ${words.limit} in ${formatSpan(at - now)} (${interval})`;
  return { outcome: 'exhausts', at, earliest, latest, ...known, reason };
}

/** What it does usually, when it will have turned before the limit and never came near it; undefined otherwise. */
function comesAndGoes(
  { ended }: Swings,
  limit: number,
  sign: 1 | -1,
  secondsToLimit: number,
  secondsSinceTurn: number,
): { readonly seconds: number; readonly furthest: number } | undefined {
  if (ended.length < MIN_CYCLES) return undefined;
  const seconds = middle(ended.map((leg) => leg.seconds));
  if (secondsToLimit <= seconds - secondsSinceTurn) return undefined;
  const furthest = Math.max(...ended.map(({ end }) => end * sign)) * sign;
  const isNear = (limit - furthest) * sign <= NEAR_SHARE * middle(ended.map(({ height }) => height));
  return isNear ? undefined : { seconds, furthest };
}

function isSignificant(trend: Trend, sign: 1 | -1): boolean {
  return trend.t * sign >= (T_99[Math.min(T_99.length, trend.freedom) - 1] ?? T_99[0]);
}

/**
 * Seconds until the level, moved by the tenth of chance that favours (`side` 1) or hinders it (−1), reaches the limit: the
 * trend as it is, plus what the level may wander in the time, plus what the slope itself may be wrong by (both from
 * `drift`), plus the scatter of single samples. Null when it never does.
 */
function hitting(trend: Trend, limit: number, sign: 1 | -1, side: 1 | -1): number | null {
  const quantile = T_90[Math.min(T_90.length, trend.freedom) - 1] ?? T_90[0];
  const gap = (limit - trend.level) * sign;
  const speed = trend.slope * sign;
  const short = (ahead: number) => {
    const variance =
      trend.drift * (ahead + (SLOPE_LOSS * ahead ** 2) / Math.max(1, trend.seconds)) + trend.noise ** 2;
    return gap - speed * ahead - side * quantile * Math.sqrt(variance);
  };
  const horizon = 2 * MAX_AHEAD * trend.seconds;
  if (short(0) <= 0) return 0;
  if (short(horizon) > 0) return null;
  let [low, high] = [0, horizon];
  for (let step = 0; step < 60; step += 1) {
    const half = (low + high) / 2;
    if (short(half) > 0) low = half;
    else high = half;
  }
  return high;
}

/** Median of three neighbours, so that one wild sample neither turns nor exhausts anything. The ends are kept unless wild. */
function withoutBlips({ times, values }: Points): Points {
  if (values.length < 3) return { times, values };
  const smooth = values.map((_, index) => {
    const from = Math.min(Math.max(index - 1, 0), values.length - 3);
    return middle(values.slice(from, from + 3));
  });
  return { times, values: smooth };
}

function nothing(outcome: ForecastOutcome, reason: string): Forecast {
  return { outcome, at: null, earliest: null, latest: null, perHour: null, since: null, reason };
}
