/**
 * Alerts of one batch that differ from one that has just joined only in what the incident does not look at, such as the
 * instance. What they would change was changed by the first of them, so that they are stored together: a sender may group
 * thousands.
 */
import { beganAt, serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import type { Incident } from '../../incidents/incident.js';
import type { AlertId, IncidentId } from '../../shared/ids.js';
import type { Transaction } from '../transaction.js';
import { firingEntry } from './firing-entry.js';

interface Lead {
  readonly incidentId: IncidentId;
  readonly alert: StoredAlert;
  readonly reason: string;
}

export interface Companions {
  /** An alert joined, and whoever is like it does so the same way from now on. */
  lead(incident: Incident, alert: StoredAlert, reason: string): void;
  /** True when it goes with the one that leads; stored by `flush`. */
  takes(incidentId: IncidentId, alert: StoredAlert, reason: string): boolean;
  /** Before anything else is done, and at the end. */
  flush(): Promise<void>;
}

/** Holds the grouping lock's protection: valid only inside the transaction that took it. */
export function createCompanions(tx: Transaction): Companions {
  let lead: Lead | undefined;
  let taken: AlertId[] = [];
  return {
    lead({ id, status }, alert, reason) {
      // In a mitigated one it matters when each began.
      lead = status === 'mitigated' ? undefined : { incidentId: id, alert, reason };
    },
    takes(incidentId, alert, reason) {
      if (!lead || incidentId !== lead.incidentId || reason !== lead.reason) return false;
      if (!isAlike(lead.alert, alert)) return false;
      taken.push(alert.id);
      return true;
    },
    async flush() {
      const [current, ids] = [lead, taken];
      [lead, taken] = [undefined, []];
      if (!current || ids.length === 0) return;
      const { incidentId, alert, reason } = current;
      await tx.alerts.assignAll(ids, incidentId, reason);
      await tx.timeline.appendTimes(firingEntry(incidentId, alert, reason), ids.length);
      await tx.notifier.touch({ kind: 'incident_card', incidentId, subjectId: null });
    },
  };
}

/** Whether the one changes nothing of an incident that the other has joined. */
function isAlike(first: StoredAlert, next: StoredAlert): boolean {
  return (
    next.incidentId === null &&
    next.source === first.source &&
    next.name === first.name &&
    serviceOfAlert(next.labels) === serviceOfAlert(first.labels) &&
    next.labels['severity'] === first.labels['severity'] &&
    next.labels['priority'] === first.labels['priority'] &&
    beganAt(next) >= beganAt(first)
  );
}
