/**
 * The unresolved incidents that alerts may join, read once for many alerts: in a storm nearly all of them join, and
 * reading a large incident again for each would take time with the square of the storm.
 */
import { serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import type { GroupingCandidate } from '../../incidents/grouping.js';
import type { IncidentId } from '../../shared/ids.js';
import type { Transaction } from '../transaction.js';

export interface Candidates {
  list(): Promise<readonly GroupingCandidate[]>;
  joined(incidentId: IncidentId, alert: StoredAlert): void;
  /** Reads anew next time. */
  forget(): void;
}

type Known = GroupingCandidate & { alertCount: number; fingerprints: Set<string>; services: Set<string> };

/** Holds the grouping lock's protection: valid only inside the transaction that took it. */
export function createCandidates(tx: Transaction, limit: number): Candidates {
  let known: Known[] | undefined;
  return {
    async list() {
      known ??= (await tx.incidents.groupingCandidates(limit)).map((candidate) => ({
        ...candidate,
        fingerprints: new Set(candidate.fingerprints),
        services: new Set(candidate.services),
      }));
      return known;
    },
    joined(incidentId, alert) {
      const candidate = known?.find(({ id }) => id === incidentId);
      if (!candidate) return;
      const service = serviceOfAlert(alert.labels);
      candidate.alertCount += 1;
      candidate.fingerprints.add(alert.fingerprint);
      if (service !== null) candidate.services.add(service);
    },
    forget() {
      known = undefined;
    },
  };
}
