/** A person's yes or no to a proposal. The click only names the proposal; everything else is what was stored. */
import { incidentLabel, type Actor } from '../../incidents/incident.js';
import type { Metrics } from '../../observability/metrics.js';
import { decideEligibility } from '../../remediation/policy.js';
import type { Proposal } from '../../remediation/proposal.js';
import type { ProposalId } from '../../shared/ids.js';
import { moveProposal } from './move-proposal.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store, Transaction } from '../transaction.js';
import type { DecisionResult, Person } from '../use-cases.js';
import { actorOf } from '../use-cases/person.js';

export interface DecideDeps {
  readonly store: Store;
  readonly settings: Pick<WorkflowSettings, 'approvals'>;
  readonly metrics: Pick<Metrics, 'proposals'>;
}

export async function decideProposal(
  deps: DecideDeps,
  by: Person,
  decision: { proposalId: ProposalId; verdict: 'approve' | 'reject'; channelId: string },
): Promise<DecisionResult> {
  const actor = actorOf(by);
  return deps.store.transaction(async (tx) => {
    const known = await tx.proposals.get(decision.proposalId);
    const incident = known && (await tx.incidents.lock(known.incidentId));
    // Again, now that nobody else can decide: while we waited for the lock, somebody may have.
    const proposal = await tx.proposals.get(decision.proposalId);
    if (!proposal) return refuse(tx, actor, decision, 'This proposal is not known here. Nothing was done.');
    const card = { kind: 'proposal', incidentId: proposal.incidentId, subjectId: proposal.id } as const;
    const channelId = await tx.notifier.postedIn(card);
    if (channelId !== undefined && channelId !== decision.channelId) {
      return refuse(
        tx,
        actor,
        decision,
        'Decide in the thread of the incident, where others see it. Nothing was done.',
      );
    }

    const eligibility = decideEligibility(deps.settings.approvals, by.slackUserId, proposal);
    if (!eligibility.isAllowed) return refuse(tx, actor, decision, `${eligibility.reason} Nothing was done.`);
    if (proposal.status !== 'pending') return refuse(tx, actor, decision, alreadyDecided(proposal));
    if (!incident || incident.status === 'resolved') {
      const label = incident ? incidentLabel(incident) : 'The incident';
      return refuse(
        tx,
        actor,
        decision,
        `${label} is resolved, so this fix is not needed any more. Nothing was done.`,
      );
    }
    return decision.verdict === 'approve'
      ? approve(deps, tx, actor, proposal)
      : reject(deps, tx, actor, proposal);
  });
}

async function approve(
  deps: DecideDeps,
  tx: Transaction,
  actor: Actor,
  proposal: Proposal,
): Promise<DecisionResult> {
  const approved = await moveProposal(deps, tx, proposal, {
    from: 'pending',
    to: 'approved',
    actor,
    kind: 'proposal.approved',
    text: `Approved: ${proposal.title}.`,
    isDecision: true,
  });
  if (!approved) {
    return refuse(
      tx,
      actor,
      { proposalId: proposal.id, verdict: 'approve' },
      'This proposal has expired: the situation may have changed. Nothing was done; a new analysis can propose it again.',
    );
  }
  await tx.jobs.send('execute-proposal', { proposalId: proposal.id });
  return { status: 'approved', sentence: 'Approved. It runs now; the card shows what comes of it.' };
}

async function reject(
  deps: DecideDeps,
  tx: Transaction,
  actor: Actor,
  proposal: Proposal,
): Promise<DecisionResult> {
  const rejected = await moveProposal(deps, tx, proposal, {
    from: 'pending',
    to: 'rejected',
    actor,
    kind: 'proposal.rejected',
    text: `Rejected: ${proposal.title}.`,
    outcome: 'Rejected; nothing was run.',
    isDecision: true,
  });
  if (rejected)
    return { status: 'rejected', sentence: 'Rejected. Nothing was run; the incident stays open.' };
  return refuse(tx, actor, { proposalId: proposal.id, verdict: 'reject' }, alreadyDecided(proposal));
}

async function refuse(
  tx: Transaction,
  actor: Actor,
  decision: { proposalId: ProposalId; verdict: string },
  sentence: string,
): Promise<DecisionResult> {
  await tx.audit.append({
    actor,
    event: 'decision.refused',
    subject: decision.proposalId,
    details: { verdict: decision.verdict, reason: sentence },
  });
  return { status: 'refused', sentence };
}

function alreadyDecided(proposal: Proposal): string {
  switch (proposal.status) {
    case 'rejected':
      return 'This was rejected already. Nothing was done.';
    case 'expired':
      return 'This proposal has expired: the situation may have changed. Nothing was done.';
    case 'superseded':
      return `${proposal.outcome ?? 'This proposal was withdrawn.'} Nothing was done.`;
    default:
      return 'This was approved already; it runs only once.';
  }
}
