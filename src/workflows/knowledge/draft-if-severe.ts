/** A postmortem that nobody has to ask for: drafted when a bad enough incident is over and the dust has settled. */
import { SEVERITIES, type Incident, type Severity } from '../../incidents/incident.js';
import type { IncidentId } from '../../shared/ids.js';
import type { Store, Transaction } from '../transaction.js';

/** Time for the check of a fix to end and for people to say what the cause was: the draft is written once. */
const SETTLE_SECONDS = 30;
const UNDER_WAY = ['approved', 'executing', 'verifying'];

/**
 * For whatever ends an incident, in the same transaction. `from` is the mildest severity to draft for; null = never by
 * itself. One that was merged is told about in the other's.
 */
export async function draftIfSevere(
  tx: Pick<Transaction, 'jobs'>,
  incident: Incident,
  from: Severity | null,
): Promise<void> {
  if (from === null || incident.mergedInto !== null) return;
  if (SEVERITIES.indexOf(incident.severity) > SEVERITIES.indexOf(from)) return;
  await tx.jobs.send('draft-postmortem', { incidentId: incident.id }, { startAfterSeconds: SETTLE_SECONDS });
}

/** Later while a fix is under way; not at all when the incident is open again, because it will end once more. */
export async function draftWhenSettled(deps: { store: Store }, incidentId: IncidentId): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const incident = await tx.incidents.get(incidentId);
    if (incident?.status !== 'resolved') return;
    const proposals = await tx.proposals.ofIncident(incidentId);
    if (proposals.some(({ status }) => UNDER_WAY.includes(status)))
      await tx.jobs.send('draft-postmortem', { incidentId }, { startAfterSeconds: SETTLE_SECONDS });
    else await wantPostmortem(tx, incident);
  });
}

export function wantPostmortem(
  tx: Pick<Transaction, 'notifier'>,
  { id }: Pick<Incident, 'id'>,
): Promise<void> {
  return tx.notifier.touch({ kind: 'postmortem', incidentId: id, subjectId: null });
}
