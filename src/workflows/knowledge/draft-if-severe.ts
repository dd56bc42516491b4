/** A postmortem that nobody has to ask for: drafted when a bad enough incident is over. */
import { SEVERITIES, type Incident, type Severity } from '../../incidents/incident.js';
import type { Transaction } from '../transaction.js';

/**
 * For whatever ends an incident, in the same transaction. `from` is the mildest severity to draft for; null = never by
 * itself. One that was merged is told about in the other's.
 */
export async function draftIfSevere(
  tx: Pick<Transaction, 'notifier'>,
  incident: Incident,
  from: Severity | null,
): Promise<void> {
  if (from === null || incident.mergedInto !== null) return;
  if (SEVERITIES.indexOf(incident.severity) <= SEVERITIES.indexOf(from)) await wantPostmortem(tx, incident);
}

export function wantPostmortem(
  tx: Pick<Transaction, 'notifier'>,
  { id }: Pick<Incident, 'id'>,
): Promise<void> {
  return tx.notifier.touch({ kind: 'postmortem', incidentId: id, subjectId: null });
}
