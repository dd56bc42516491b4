/** One person's yes: whether it counts, and whether it is enough. Inside a transaction that has locked the incident. */
import { FIREWATCH } from '../../incidents/incident.js';
import type { Decider } from '../../remediation/policy/eligibility.js';
import type { Proposal } from '../../remediation/proposal.js';
import { requestInvestigation } from '../investigation/request-investigation.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { Transaction } from '../transaction.js';
import { actorOf } from '../use-cases/person.js';
import type { Decision, DecisionResult } from '../use-cases/remediation.js';
import type { Drift } from './find-drift.js';
import { judgeRun } from './judge-run.js';
import { judgeYes } from './judge-yes.js';
import { moveProposal } from './move-proposal.js';
import { refuseDecision } from './refuse-decision.js';
import type { RemediationDeps } from './remediation-deps.js';
import { supersede } from './supersede.js';

export interface Yes {
  readonly proposal: Proposal;
  readonly decider: Decider;
  /** What the target looks like now, when it is not as it was proposed. */
  readonly drift: Drift | undefined;
  readonly decision: Decision;
}

const EXPIRED = {
  code: 'expired',
  reason: 'This proposal has expired: the situation may have changed. A new analysis can propose it again.',
} as const;

export async function approve(deps: RemediationDeps, tx: Transaction, yes: Yes): Promise<DecisionResult> {
  const { proposal, decider, drift, decision } = yes;
  const actor = actorOf(decider);
  if (await tx.proposals.isExpired(proposal.id)) return refuseDecision(tx, actor, decision, EXPIRED);
  const earlier = await tx.approvals.ofProposal(proposal.id);
  const may = await judgeYes(deps, tx, { proposal, decider, decision, earlier });
  if ('isAllowed' in may) return refuseDecision(tx, actor, decision, may);
  if (drift) return stopForDrift(deps, tx, yes, drift);

  const { approval } = may;
  const run = await judgeRun(deps, tx, proposal, [...earlier, approval]);
  if (!run.isAllowed) return refuseDecision(tx, actor, decision, run);
  const missing = (proposal.terms?.approvals ?? 1) - (earlier.length + 1);
  if (missing > 0 && approval.breakGlassReason === null) {
    await tx.approvals.add(proposal.id, approval);
    return waitForMore(tx, yes, missing);
  }
  const approved = await moveProposal(deps, tx, proposal, {
    from: 'pending',
    to: 'approved',
    actor,
    kind: 'proposal.approved',
    text: `Approved: ${proposal.title}.`,
    isDecision: true,
  });
  // The row is locked with its incident, so only its time can have run out since it was read.
  if (!approved) return refuseDecision(tx, actor, decision, EXPIRED);
  await tx.approvals.add(proposal.id, approval);
  if (approval.breakGlassReason !== null) await tellBreakGlass(tx, yes, approval.breakGlassReason);
  await tx.jobs.send('execute-proposal', { proposalId: proposal.id });
  return { status: 'approved', sentence: 'Approved. It runs now; the card shows what comes of it.' };
}

async function stopForDrift(
  deps: RemediationDeps,
  tx: Transaction,
  { proposal, decider, decision }: Yes,
  drift: Drift,
): Promise<DecisionResult> {
  const actor = actorOf(decider);
  if (drift.kind === 'unclear')
    return refuseDecision(tx, actor, decision, { code: 'cannot_check', reason: drift.outcome });
  if (drift.kind === 'changed') {
    const { next } = await supersede(deps, tx, proposal, { from: 'pending', ...drift });
    const reason = next
      ? 'The target has changed since the dry run. A new card shows what would be done now.'
      : 'The target has changed since the dry run.';
    if (!next) await requestInvestigation(tx, proposal.incidentId, 'the target of a fix has changed');
    return refuseDecision(tx, actor, decision, { code: 'drifted', reason });
  }
  await moveProposal(deps, tx, proposal, {
    from: 'pending',
    to: 'superseded',
    actor: FIREWATCH,
    kind: 'proposal.superseded',
    text: drift.outcome,
    outcome: drift.outcome,
    code: 'drifted',
  });
  await requestInvestigation(tx, proposal.incidentId, 'a fix is not needed any more');
  return refuseDecision(tx, actor, decision, { code: 'drifted', reason: drift.outcome });
}

async function waitForMore(
  tx: Transaction,
  { proposal, decider }: Yes,
  missing: number,
): Promise<DecisionResult> {
  const actor = actorOf(decider);
  await tx.timeline.append({
    incidentId: proposal.incidentId,
    kind: 'proposal.approved',
    actor,
    text: `Approved: ${proposal.title}. ${missing} more needed.`,
  });
  await tx.audit.append({
    actor,
    event: 'proposal.approval_given',
    subject: proposal.id,
    details: { argumentsHash: proposal.argumentsHash, stillNeeded: missing },
  });
  await tx.notifier.touch({ kind: 'proposal', incidentId: proposal.incidentId, subjectId: proposal.id });
  await tx.notifier.touch({ kind: 'incident_card', incidentId: proposal.incidentId, subjectId: null });
  const others = missing === 1 ? 'One more person has' : `${missing} more people have`;
  return { status: 'approved', sentence: `Your approval counts. ${others} to approve before it runs.` };
}

/** Loud: it stands in the thread, in the timeline and in the log. */
async function tellBreakGlass(tx: Transaction, { proposal, decider }: Yes, reason: string): Promise<void> {
  const actor = actorOf(decider);
  await tx.audit.append({
    actor,
    event: 'proposal.break_glass',
    subject: proposal.id,
    details: { argumentsHash: proposal.argumentsHash, reason },
  });
  await sayInThread(tx, {
    incidentId: proposal.incidentId,
    kind: 'note',
    actor,
    text: `🚨 Approved past the rules, in an emergency: ${proposal.title}. Reason: ${reason}`,
  });
}
