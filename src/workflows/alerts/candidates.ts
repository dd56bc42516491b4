/**
 * The unresolved incidents that alerts may join, read once for many alerts: in a storm nearly all of them join, and
 * reading a large incident again for each would take time with the square of the storm.
 */
import { beganAt, type StoredAlert } from '../../incidents/alert.js';
import { withAlert, type GroupingCandidate } from '../../incidents/grouping/candidate.js';
import type { IncidentId } from '../../shared/ids.js';
import type { Transaction } from '../transaction.js';

export interface Candidates {
  list(): Promise<readonly GroupingCandidate[]>;
  joined(incidentId: IncidentId, alert: StoredAlert): void;
  /** Reads anew next time. */
  forget(): void;
}

/** Holds the grouping lock's protection: valid only inside the transaction that took it. */
export function createCandidates(tx: Transaction, limit: number): Candidates {
  let known: readonly GroupingCandidate[] | undefined;
  return {
    async list() {
      return (known ??= await tx.incidents.groupingCandidates(limit));
    },
    joined(incidentId, alert) {
      const told = { ...alert, startsAt: beganAt(alert) };
      known = known?.map((candidate) =>
        candidate.id === incidentId ? withAlert(candidate, told) : candidate,
      );
    },
    forget() {
      known = undefined;
    },
  };
}
