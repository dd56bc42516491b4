/** Sentences about what runs out soon, or has; what does not is told in one. */
import { soonestFirst } from '../../../analysis/forecast/soonest-first.js';
import { describer, formatSpan } from '../../../analysis/forecast/words.js';
import { formatList } from '../../../analysis/format-value.js';
import type { Observation } from '../../../incidents/evidence.js';
import { capitalize } from '../../../shared/text.js';
import type { ForecastReading } from '../measure/forecasts.js';
import { clip } from './clip.js';

/**
 * Horizons of the usual rules for filling disks (node-exporter's NodeFilesystemSpaceFillingUp): a warning at a day, a page
 * at four hours. A golden signal is seen for the incident's time only, so it has to be the nearer one.
 */
const DECLARED_HORIZON_SECONDS = 86_400;
const MEASURED_HORIZON_SECONDS = 4 * 3600;
const MAX_FORECASTS = 3;
const MAX_QUIET = 8;

/** `now` in Unix seconds. Most urgent first, what is fine last. */
export function describeForecasts(readings: readonly ForecastReading[], now: number): Observation[] {
  const urgent = readings.filter((reading) => isUrgent(reading, now)).sort(soonestFirst);
  const quiet = readings.filter(
    (reading) => reading.isDeclared && reading.forecast.outcome !== 'exhausted' && !isUrgent(reading, now),
  );
  return [
    ...urgent.slice(0, MAX_FORECASTS).map((reading) => describe(reading, now)),
    ...describeQuiet(quiet),
  ];
}

/** Whether a person has to know of it during an incident. */
function isUrgent({ isDeclared, forecast: { outcome, at, latest } }: ForecastReading, now: number): boolean {
  // A signal that is at its limit is unusual by itself, or always there.
  if (outcome === 'exhausted') return isDeclared;
  if (outcome !== 'exhausts' || at === null) return false;
  if (isDeclared) return at - now <= DECLARED_HORIZON_SECONDS;
  return at - now <= MEASURED_HORIZON_SECONDS && latest !== null;
}

function describe(reading: ForecastReading, now: number): Observation {
  const { service, name, limit, direction, unit, forecast, query, range, current, points, part } = reading;
  const { outcome, perHour, at, earliest, latest, since } = forecast;
  const subject = `${capitalize(name)} of ${service}${part === null ? '' : ` (${clip(part)})`}`;
  const isOver = outcome === 'exhausted';
  return {
    kind: 'forecast',
    service,
    statement: isOver
      ? `${subject} has ${reached(reading)}: it is at ${describer(unit)(current)}.`
      : `${subject} will ${reached(reading, true)} ${when(reading, now)} if it goes on like this: ${course(reading)}.`,
    why: isOver
      ? 'What has run out makes everything that needs it fail.'
      : 'There is time to act before it is another cause of failures.',
    source: 'prometheus',
    query,
    range,
    data: {
      name,
      part,
      unit,
      limit,
      direction,
      outcome,
      current,
      perHour,
      at,
      earliest,
      latest,
      since,
      points,
    },
    isAnomalous: true,
  };
}

/** "reach its limit of 100 %", "run out". */
function reached({ limit, direction, unit }: ForecastReading, isAhead = false): string {
  if (limit === 0 && direction === 'down') return 'run out';
  return `${isAhead ? 'reach' : 'reached'} its limit of ${describer(unit)(limit)}`;
}

/** "at about 03:50 UTC (in 38 min; 30 min to 55 min)". */
function when({ forecast: { at, earliest, latest } }: ForecastReading, now: number): string {
  const inWords = (time: number | null) => formatSpan(Math.max(0, (time ?? now) - now));
  const [soonest, expected] = [inWords(earliest), inWords(at)];
  const interval =
    latest === null
      ? `; ${soonest} at the earliest, perhaps never`
      : soonest === inWords(latest)
        ? ''
        : `; ${soonest} to ${inWords(latest)}`;
  return `at about ${formatMinute(at ?? now)} (in ${expected}${interval})`;
}

/** "it is at 85 % and rises by 24 % an hour since 03:02 UTC". */
function course({ forecast: { perHour, since }, current, unit, direction }: ForecastReading): string {
  const text = describer(unit);
  // A certificate falls by an hour an hour; nobody has to be told.
  const pace = perHour === null || unit === 'seconds' ? '' : ` by ${text(Math.abs(perHour))} an hour`;
  const start = since === null ? '' : ` since ${formatMinute(since)}`;
  return `it is at ${text(current)} and ${direction === 'up' ? 'rises' : 'falls'}${pace}${start}`;
}

/** Unix seconds → `03:50 UTC`; a forecast knows no seconds. */
function formatMinute(unixSeconds: number): string {
  return `${new Date(unixSeconds * 1000).toISOString().slice(11, 16)} UTC`;
}

/** Rules causes out: the disk was looked at, and is fine. */
function describeQuiet(quiet: readonly ForecastReading[]): Observation[] {
  const [first] = quiet;
  if (!first) return [];
  const parts = quiet.map(
    ({ name, service, current, unit }) => `${name} of ${service} (${describer(unit)(current)})`,
  );
  return [
    {
      kind: 'forecast',
      service: quiet.every(({ service }) => service === first.service) ? first.service : null,
      statement: `Not running out within a day: ${formatList(parts, MAX_QUIET)}.`,
      why: 'What is left for long is not the cause.',
      source: 'prometheus',
      query: quiet.length === 1 ? first.query : null,
      range: first.range,
      data: quiet.map(({ service, name, part, unit, limit, direction, current, query, forecast }) => ({
        service,
        name,
        part,
        unit,
        limit,
        direction,
        current,
        query,
        outcome: forecast.outcome,
      })),
      isAnomalous: false,
    },
  ];
}
