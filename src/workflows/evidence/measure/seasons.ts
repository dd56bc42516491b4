/** Asks of abnormal signals what the same hours brought a day and a week ago, where the backend remembers. */
import { isSeasonal, judgeWithSeason, mayBeSeasonal, SEASONS } from '../../../analysis/season.js';
import type { Service } from '../../../incidents/service.js';
import type { EvidenceQueries } from './queries.js';
import {
  measureSignals,
  SIGNAL_NAMES,
  type Measured,
  type Measurement,
  type SignalReading,
} from './signals.js';

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

/** The same readings; those whose departure comes at this time every day or week say so. */
async function recogniseSeasons(
  queries: EvidenceQueries,
  readings: readonly SignalReading[],
  measurement: Measurement,
): Promise<readonly SignalReading[]> {
  const asked = readings
    .filter(({ signal, anomaly }) => mayBeSeasonal(anomaly, signal.name))
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
    return { ...reading, season, anomaly: judgeWithSeason(anomaly, signal.name) };
  });
}

async function findSeason(
  queries: EvidenceQueries,
  { service, signal, series }: SignalReading,
  { range, stepSeconds, incidentStart, windowSeconds, deadlineMs }: Measurement,
): Promise<string | undefined> {
  const found = await Promise.all(
    SEASONS.map(async ({ periodSeconds, words }) => {
      const earlier = {
        start: new Date(range.start.getTime() - periodSeconds * 1000),
        end: new Date(range.end.getTime() - periodSeconds * 1000),
      };
      const subject = `${SIGNAL_NAMES[signal.name]} of ${service} ${words}`;
      const outcome = await queries.range({ subject, query: signal.query }, earlier, stepSeconds, deadlineMs);
      // Of several series nobody knows which one is the same.
      const [only, ...others] = outcome.isAnswered ? outcome.series : [];
      if (!only || others.length > 0) return undefined;
      const question = {
        signal: signal.name,
        incidentStart,
        periodSeconds,
        ...(windowSeconds !== undefined && { windowSeconds }),
      };
      return isSeasonal(series, only, question) ? words : undefined;
    }),
  );
  return found.find((words) => words !== undefined);
}
