/** A postmortem that nobody has to ask for: drafted when a bad enough incident is over and the dust has settled. */
import { FIREWATCH, SEVERITIES, type Actor, type Incident, type Severity } from '../../incidents/incident.js';
import type { Jobs, Store, Transaction } from '../transaction.js';

/** Time for the check of a fix to end and for people to say what the cause was: the draft is written once. */
const SETTLE_SECONDS = 30;
/** What came back once may do so again, and each draft is a file that people see. */
const SETTLE_AGAIN_SECONDS = 10 * 60;
const UNDER_WAY = ['approved', 'executing', 'verifying'];

/**
 * For whatever ends an incident, in the same transaction, with the incident as it is afterwards. `from` is the mildest
 * severity to draft for; null = never by itself. One that was merged is told about in the other's.
 */
export async function draftIfSevere(
  tx: Pick<Transaction, 'jobs'>,
  incident: Incident,
  from: Severity | null,
): Promise<void> {
  if (from === null || incident.mergedInto !== null || incident.resolvedAt === null) return;
  if (SEVERITIES.indexOf(incident.severity) > SEVERITIES.indexOf(from)) return;
  await tx.jobs.send(
    'draft-postmortem',
    { incidentId: incident.id, resolvedAt: incident.resolvedAt.toISOString() },
    { startAfterSeconds: incident.reopenCount === 0 ? SETTLE_SECONDS : SETTLE_AGAIN_SECONDS },
  );
}

/** Later while a fix is under way; not at all when that end did not last, or somebody had it drafted since. */
export async function draftWhenSettled(deps: { store: Store }, job: Jobs['draft-postmortem']): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const incident = await tx.incidents.lock(job.incidentId);
    if (incident?.status !== 'resolved') return;
    if (job.resolvedAt !== undefined && job.resolvedAt !== incident.resolvedAt?.toISOString()) return;
    const ended = await tx.timeline.last(incident.id, 'incident.resolved');
    const drafted = await tx.timeline.last(incident.id, 'postmortem.drafted');
    if (drafted && drafted.id > (ended?.id ?? 0)) return;
    const proposals = await tx.proposals.ofIncident(incident.id);
    if (proposals.some(({ status }) => UNDER_WAY.includes(status)))
      await tx.jobs.send('draft-postmortem', job, { startAfterSeconds: SETTLE_SECONDS });
    else await wantPostmortem(tx, incident, FIREWATCH);
  });
}

/** The caller holds the incident's lock. */
export async function wantPostmortem(
  tx: Pick<Transaction, 'notifier' | 'timeline'>,
  { id }: Pick<Incident, 'id'>,
  actor: Actor,
  requestId?: string,
): Promise<void> {
  await tx.timeline.append(
    { incidentId: id, kind: 'postmortem.drafted', actor, text: 'The postmortem was drafted.' },
    requestId,
  );
  await tx.notifier.touch({ kind: 'postmortem', incidentId: id, subjectId: null });
  // It offers to draft one, until there is one.
  await tx.notifier.touch({ kind: 'incident_card', incidentId: id, subjectId: null });
}
