/**
 * Alerts that join an incident and change nothing about it, as nearly all of a storm do: written down together, because a
 * statement for each would take longer than everything else about them.
 */
import type { Incident } from '../../incidents/incident.js';
import type { NewTimelineEntry } from '../../incidents/timeline.js';
import type { AlertId, IncidentId } from '../../shared/ids.js';
import type { Transaction } from '../transaction.js';

interface Join {
  readonly alertId: AlertId;
  readonly reason: string;
  readonly entry: NewTimelineEntry;
}

export interface Joins {
  /** Nobody else changes it before this transaction ends. It is read once, until something else is done to it. */
  lock(incidentId: IncidentId): Promise<Incident | undefined>;
  add(join: Join): void;
  /** Writes down what was added: before anything else reads or changes it, and at the end. */
  flush(): Promise<void>;
}

/** For one transaction. */
export function createJoins(tx: Transaction): Joins {
  const locked = new Map<IncidentId, Incident>();
  let waiting: Join[] = [];

  return {
    async lock(incidentId) {
      const incident = locked.get(incidentId) ?? (await tx.incidents.lock(incidentId));
      if (incident) locked.set(incidentId, incident);
      return incident;
    },
    add(join) {
      waiting.push(join);
    },
    async flush() {
      locked.clear();
      if (waiting.length === 0) return;
      const joins = waiting;
      waiting = [];
      await tx.alerts.assignAll(
        joins.map(({ alertId, reason, entry }) => ({ id: alertId, incidentId: entry.incidentId, reason })),
      );
      await tx.timeline.appendAll(joins.map(({ entry }) => entry));
      const incidentIds = new Set(joins.map(({ entry }) => entry.incidentId));
      await tx.notifier.freshenAll(
        [...incidentIds].map((incidentId) => ({ kind: 'incident_card', incidentId, subjectId: null })),
      );
    },
  };
}
