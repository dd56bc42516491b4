/** Asks of abnormal signals what the same hours brought a day and a week ago, where the backend remembers. */
import { recogniseSeasons } from '../../../analysis/season.js';
import type { Service } from '../../../incidents/service.js';
import { shiftBack } from '../../../shared/series.js';
import type { Measurement } from './measurement.js';
import type { EvidenceQueries } from './queries.js';
import { measureSignals, SIGNAL_NAMES, type Measured } from './signals.js';

/** Two more queries each. */
const MAX_ASKED = 8;

/** `measureSignals`, knowing the time of day and week. */
export async function measureWithSeasons(
  queries: EvidenceQueries,
  services: readonly Service[],
  measurement: Measurement,
): Promise<Measured> {
  const { range, stepSeconds, incidentStart, windowSeconds, deadlineMs } = measurement;
  const measured = await measureSignals(queries, services, measurement);
  const readings = await recogniseSeasons(measured.readings, {
    incidentStart,
    windowSeconds,
    atMost: MAX_ASKED,
    async askEarlier({ service, signal }, { periodSeconds, words }) {
      const subject = `${SIGNAL_NAMES[signal.name]} of ${service} ${words}`;
      const earlier = shiftBack(range, periodSeconds);
      const outcome = await queries.range({ subject, query: signal.query }, earlier, stepSeconds, deadlineMs);
      return outcome.isAnswered ? outcome.series : [];
    },
  });
  return { ...measured, readings };
}
