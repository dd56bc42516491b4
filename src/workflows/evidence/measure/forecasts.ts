/** What is about to run out: resources that the pass measured anyway, and limits that the catalogue declares. */
import { forecastExhaustion, type Forecast } from '../../../analysis/forecast/forecast-exhaustion.js';
import { partOf, soonestFirst } from '../../../analysis/forecast/soonest-first.js';
import { thinOut, type Points } from '../../../analysis/forecast/thin-out.js';
import type { Service, WatchedLimit } from '../../../incidents/service.js';
import type { TimeRange } from '../../../shared/series.js';
import type { EvidenceQueries } from './queries.js';
import type { Measurement } from './measurement.js';
import type { SignalReading } from './signals.js';

/** What the usual rules for filling disks look back (node-exporter's NodeFilesystemSpaceFillingUp). */
const HISTORY_SECONDS = 6 * 3600;
/** One sample for each that a forecast looks at. */
const STEP_SECONDS = 72;
const MAX_PER_SERVICE = 6;
/** Beside the signals of twelve services, half as many queries again. */
const MAX_ASKED = 24;
const MAX_POINTS = 60;

export interface ForecastReading extends Pick<WatchedLimit, 'name' | 'limit' | 'direction' | 'unit'> {
  readonly service: string;
  /** Whether the catalogue declares it; otherwise it is one of the golden signals. */
  readonly isDeclared: boolean;
  readonly query: string;
  readonly range: TimeRange;
  /** Which of several series it is: `/dev/sda1`. Null when there is one only. */
  readonly part: string | null;
  readonly forecast: Forecast;
  readonly current: number;
  /** [Unix seconds, value], at most 60: enough for a chart. */
  readonly points: readonly (readonly [number, number])[];
}

interface MeasuredForecasts {
  /** Of several series of one limit, the one that runs out first. */
  readonly readings: readonly ForecastReading[];
  /** What was not looked at, as sentences. */
  readonly gaps: readonly string[];
}

/** Asks for the limits that the services declare; those without an answer are missing, and `queries.gaps()` says why. */
export async function measureForecasts(
  queries: EvidenceQueries,
  services: readonly Pick<Service, 'name' | 'limits'>[],
  { now, deadlineMs }: { readonly now: Date; readonly deadlineMs: number },
): Promise<MeasuredForecasts> {
  const declared = services.flatMap(({ name: service, limits }) =>
    limits.slice(0, MAX_PER_SERVICE).map((limit) => ({ service, limit })),
  );
  const all = services.reduce((count, { limits }) => count + limits.length, 0);
  const asked = declared.slice(0, MAX_ASKED);
  const range = { start: new Date(now.getTime() - HISTORY_SECONDS * 1000), end: now };
  const readings = await Promise.all(
    asked.map(async ({ service, limit }) => {
      const subject = `${limit.name} of ${service}`;
      const outcome = await queries.range({ subject, query: limit.query }, range, STEP_SECONDS, deadlineMs);
      if (!outcome.isAnswered) return [];
      const about = { ...limit, service, isDeclared: true, range };
      const parts = outcome.series.map((series) =>
        readForecast({ ...about, part: partOf(series.labels, outcome.series) }, series),
      );
      return parts
        .filter((part) => part !== undefined)
        .sort(soonestFirst)
        .slice(0, 1);
    }),
  );
  const left = all - asked.length;
  return {
    readings: readings.flat(),
    gaps:
      left === 0
        ? []
        : [`${all} limits are declared for the services looked at; ${asked.length} were forecast.`],
  };
}

/** A rise that is not this many times as long as the query's own window may be the window filling. */
const MIN_WINDOWS = 2;

/** Forecasts for shares of a resource that were measured for another reason: full is 1. */
export function forecastSaturations(
  measured: readonly Pick<SignalReading, 'service' | 'signal' | 'series'>[],
  { range, windowSeconds = 0 }: Pick<Measurement, 'range' | 'windowSeconds'>,
): readonly ForecastReading[] {
  const since = range.end.getTime() / 1000 - MIN_WINDOWS * windowSeconds;
  return measured.flatMap(({ service, signal: { name, query }, series }) => {
    if (name !== 'saturation') return [];
    const about = { name, limit: 1, direction: 'up', unit: 'ratio', part: null, isDeclared: false } as const;
    const reading = readForecast({ ...about, service, query, range }, series);
    return reading && (reading.forecast.since ?? -Infinity) <= since ? [reading] : [];
  });
}

function readForecast(
  about: Omit<ForecastReading, 'forecast' | 'current' | 'points'>,
  series: Points,
): ForecastReading | undefined {
  const { limit, direction, unit, range } = about;
  const last = series.values.findLastIndex((value) => Number.isFinite(value));
  const current = series.values[last];
  if (current === undefined) return undefined;
  const now = range.end.getTime() / 1000;
  const thin = thinOut(series, MAX_POINTS);
  return {
    ...about,
    forecast: forecastExhaustion({ series, limit, direction, unit, now }),
    current,
    // Medians lag behind; a line has to end where the words say that it is.
    points: [
      ...thin.times.slice(0, -1).map((time, index) => [time, thin.values[index] ?? 0] as const),
      [series.times[last] ?? now, current],
    ],
  };
}
