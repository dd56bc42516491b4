/**
 * The unresolved incidents that alerts may join, read once for many alerts: in a storm nearly all of them join, and
 * reading a large incident again for each would take time with the square of the storm.
 */
import { beganAt, serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import { kindOf, openedBy, withAlert, type GroupingCandidate } from '../../incidents/grouping/candidate.js';
import type { Incident } from '../../incidents/incident.js';
import type { IncidentId } from '../../shared/ids.js';
import type { Transaction } from '../transaction.js';

export interface Candidates {
  list(): Promise<readonly GroupingCandidate[]>;
  /** Whether `list` reads nothing. */
  areKnown(): boolean;
  /** Whether an alert of its name about the same service belongs to the incident. */
  hasLike(incidentId: IncidentId, alert: StoredAlert): Promise<boolean>;
  joined(incidentId: IncidentId, alert: StoredAlert): void;
  /** The alert has just opened it. */
  opened(incident: Incident, alert: StoredAlert): void;
  /** Reads anew next time. */
  forget(): void;
}

/** Holds the grouping lock's protection: valid only inside the transaction that took it. */
export function createCandidates(tx: Transaction, limit: number): Candidates {
  let known: readonly GroupingCandidate[] | undefined;
  const list = async () => (known ??= await tx.incidents.groupingCandidates(limit));
  return {
    list,
    areKnown: () => known !== undefined,
    async hasLike(incidentId, { name, labels }) {
      const incident = (await list()).find(({ id }) => id === incidentId);
      return incident?.kinds.has(kindOf({ name, service: serviceOfAlert(labels) })) === true;
    },
    joined(incidentId, alert) {
      const told = { ...alert, startsAt: beganAt(alert) };
      known = known?.map((candidate) =>
        candidate.id === incidentId ? withAlert(candidate, told) : candidate,
      );
    },
    opened({ id, number, groupKey }, alert) {
      const candidate = openedBy({ ...alert, startsAt: beganAt(alert) }, { id, number });
      known = known && [{ ...candidate, groupKey }, ...known].slice(0, limit);
    },
    forget() {
      known = undefined;
    },
  };
}
