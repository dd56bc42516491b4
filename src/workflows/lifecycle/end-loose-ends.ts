/** What an end leaves to do beside the incident itself, whoever or whatever ends it: nothing may wait for people in vain. */
import { incidentLabel, type Actor, type Incident } from '../../incidents/incident.js';
import { briefSubject, type RoleAssignment } from '../../incidents/roles.js';
import type { Metrics } from '../../observability/metrics.js';
import { touchRecurrence } from '../investigation/recurrence.js';
import { moveProposal } from '../remediation/move-proposal.js';
import type { Transaction } from '../transaction.js';

/** Withdraws proposals that wait for a decision and tells whoever has a role. The caller holds the incident's lock. */
export async function endLooseEnds(
  deps: { readonly metrics: Pick<Metrics, 'proposals'> },
  tx: Transaction,
  incident: Pick<Incident, 'id' | 'number'>,
  actor: Actor,
  /** Set when it became part of another. */
  into?: Incident,
): Promise<void> {
  const name = incidentLabel(incident);
  const why = into ? `the work goes on in ${incidentLabel(into)}` : `${name} is over`;
  for (const proposal of await tx.proposals.ofIncident(incident.id)) {
    if (proposal.status !== 'pending') continue;
    await moveProposal(deps, tx, proposal, {
      from: 'pending',
      to: 'superseded',
      actor,
      kind: 'proposal.superseded',
      text: `Withdrawn, ${why}: ${proposal.title}.`,
      outcome: into
        ? `The incident was merged; ${why}.`
        : `${name} was over before anybody decided; nothing was run.`,
    });
  }
  await touchWhatDependsOnIt(tx, incident.id);
}

/** What says something else while the incident is open: fixes that could be taken back, the way to merge it, the instructions of roles. */
export async function touchWhatDependsOnIt(tx: Transaction, incidentId: Incident['id']): Promise<void> {
  for (const { id, status, undo } of await tx.proposals.ofIncident(incidentId)) {
    if (undo !== null && status !== 'pending')
      await tx.notifier.touch({ kind: 'proposal', incidentId, subjectId: id });
  }
  await touchRecurrence(tx, incidentId);
  for (const assignment of await tx.roles.ofIncident(incidentId)) await touchBrief(tx, assignment);
}

/** Sends the person's instructions, or has what was sent say that they are not theirs any more. */
export async function touchBrief(tx: Transaction, assignment: RoleAssignment): Promise<void> {
  await tx.notifier.touch({
    kind: 'role_brief',
    incidentId: assignment.incidentId,
    subjectId: briefSubject(assignment),
    place: { channel: assignment.slackUserId, threadTs: null },
  });
}
