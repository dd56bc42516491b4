/** Asks of abnormal signals what the same hours brought a day and a week ago, where the backend remembers. */
import { isSeasonal } from '../../../analysis/season.js';
import type { Service } from '../../../incidents/service.js';
import type { EvidenceQueries } from './queries.js';
import {
  measureSignals,
  SIGNAL_NAMES,
  type Measured,
  type Measurement,
  type SignalReading,
} from './signals.js';

const DAY_SECONDS = 86_400;
/** The same weekday says more than yesterday, which says more than nothing. */
const PERIODS = [
  { seconds: 7 * DAY_SECONDS, words: 'a week before' },
  { seconds: DAY_SECONDS, words: 'a day before' },
] as const;
/** Two more queries each. */
const MAX_ASKED = 8;

/** `measureSignals`, knowing the time of day and week. */
export async function measureWithSeasons(
  queries: EvidenceQueries,
  services: readonly Service[],
  measurement: Measurement,
): Promise<Measured> {
  const measured = await measureSignals(queries, services, measurement);
  return { ...measured, readings: await recogniseSeasons(queries, measured.readings, measurement) };
}

/**
 * The same readings; those whose departure comes at this time every day or week say so. Traffic that does is as usual; a
 * service that gets slow or full every day still hurts, and failures are never usual.
 */
async function recogniseSeasons(
  queries: EvidenceQueries,
  readings: readonly SignalReading[],
  measurement: Measurement,
): Promise<readonly SignalReading[]> {
  const asked = readings
    .filter(({ signal, anomaly }) => anomaly.isAnomalous && !anomaly.hasStopped && signal.name !== 'errors')
    .sort((a, b) => b.anomaly.score - a.anomaly.score)
    .slice(0, MAX_ASKED);
  const seasons = new Map(
    await Promise.all(
      asked.map(async (reading) => [reading, await findSeason(queries, reading, measurement)] as const),
    ),
  );
  return readings.map((reading) => {
    const season = seasons.get(reading);
    if (season === undefined) return reading;
    const { anomaly, signal } = reading;
    return {
      ...reading,
      season,
      anomaly:
        signal.name === 'requests'
          ? { ...anomaly, isAnomalous: false, score: 0, direction: null, onset: null, isOngoing: false }
          : anomaly,
    };
  });
}

async function findSeason(
  queries: EvidenceQueries,
  { service, signal, series }: SignalReading,
  { range, stepSeconds, incidentStart, windowSeconds, deadlineMs }: Measurement,
): Promise<string | undefined> {
  const found = await Promise.all(
    PERIODS.map(async ({ seconds, words }) => {
      const earlier = {
        start: new Date(range.start.getTime() - seconds * 1000),
        end: new Date(range.end.getTime() - seconds * 1000),
      };
      const subject = `${SIGNAL_NAMES[signal.name]} of ${service} ${words}`;
      const outcome = await queries.range({ subject, query: signal.query }, earlier, stepSeconds, deadlineMs);
      // Of several series nobody knows which one is the same.
      const [only, ...others] = outcome.isAnswered ? outcome.series : [];
      if (!only || others.length > 0) return undefined;
      const question = {
        signal: signal.name,
        incidentStart,
        periodSeconds: seconds,
        ...(windowSeconds !== undefined && { windowSeconds }),
      };
      return isSeasonal(series, only, question) ? words : undefined;
    }),
  );
  return found.find((words) => words !== undefined);
}
