/**
 * How usual an alert is, from the alerts of other incidents: inverse document frequency (Spärck Jones, 1972) with
 * incidents as documents. Systems drift, and an alert whose threshold was passed for good fires in every incident from then
 * on; so incidents close in time count more.
 */
import type { AlertHistory, AlertKey } from '../question.js';

/** An incident this far away counts 1/e: what fires for hours on end is the system's state, not this incident's trouble. */
const MEMORY_SECONDS = 7200;
/** Close incidents are joined with all of them as if with this many more: a few close ones alone are no statistics. */
const PRIOR_INCIDENTS = 1;

interface IncidentAlerts {
  readonly at: number;
  readonly alerts: readonly AlertKey[];
}

export function createAlertHistory(incidents: readonly IncidentAlerts[]): AlertHistory {
  const times = new Map<string, Set<number>>();
  for (const [index, { alerts }] of incidents.entries()) {
    for (const alert of alerts) {
      const key = keyOf(alert);
      const known = times.get(key);
      if (known) known.add(index);
      else times.set(key, new Set([index]));
    }
  }
  return {
    probability(alert, at) {
      const seen = times.get(keyOf(alert)) ?? new Set<number>();
      // Half an incident is added to each side, so that what never fired is rare and not impossible.
      const overall = (seen.size + 0.5) / (incidents.length + 1);
      let [close, all] = [0, 0];
      for (const [index, incident] of incidents.entries()) {
        const weight = Math.exp(-Math.abs(incident.at - at) / MEMORY_SECONDS);
        all += weight;
        if (seen.has(index)) close += weight;
      }
      return (close + PRIOR_INCIDENTS * overall) / (all + PRIOR_INCIDENTS);
    },
  };
}

const keyOf = ({ component, name, direction }: AlertKey): string =>
  JSON.stringify([component, name, direction]);
