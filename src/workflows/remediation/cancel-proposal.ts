/** Stops an approved fix: before the run it does not happen; in the middle the call is broken off, and a person has to look. */
import { judgeAccount, judgeDecider, type Decider } from '../../remediation/policy/eligibility.js';
import { refuse, type Permission, type Refusal } from '../../remediation/policy/refusal.js';
import type { Proposal } from '../../remediation/proposal.js';
import type { ProposalId } from '../../shared/ids.js';
import type { Transaction } from '../transaction.js';
import { actorOf, type Person } from '../use-cases/person.js';
import type { StopAnswer } from '../use-cases/remediation.js';
import { describeDecider } from './describe-decider.js';
import { moveProposal } from './move-proposal.js';
import type { RemediationDeps } from './remediation-deps.js';
import { termsOf } from './terms-now.js';

const UNKNOWN = { code: 'unknown_proposal', reason: 'This proposal is not known here.' } as const;
const TOO_LATE = { code: 'already_decided', reason: 'There is nothing to stop: it does not run.' } as const;

export async function cancelProposal(deps: RemediationDeps, by: Person, id: ProposalId): Promise<StopAnswer> {
  const known = await deps.store.transaction((tx) => tx.proposals.get(id));
  if (!known) return deps.store.transaction((tx) => refuseStop(tx, by, id, UNKNOWN));
  // Others are asked before the lock is taken, so that nobody waits for them with it.
  const decider = await describeDecider(deps, by.slackUserId, known.service);
  return deps.store.transaction(async (tx) => {
    await tx.incidents.lock(known.incidentId);
    const proposal = await tx.proposals.get(id);
    if (!proposal) return refuseStop(tx, by, id, UNKNOWN);
    const may = await judgeStop(deps, tx, proposal, decider);
    if (!may.isAllowed) return refuseStop(tx, by, id, may);
    if (proposal.status === 'approved') return stopBefore(deps, tx, proposal, by);
    if (proposal.status === 'executing') return stopDuring(tx, proposal, by);
    return refuseStop(tx, by, id, TOO_LATE);
  });
}

/** Whoever approved it, in an emergency as well, and whoever might have. */
async function judgeStop(
  deps: RemediationDeps,
  tx: Transaction,
  proposal: Proposal,
  decider: Decider,
): Promise<Permission> {
  const account = judgeAccount(decider);
  if (!account.isAllowed) return account;
  const approvals = await tx.approvals.ofProposal(proposal.id);
  if (approvals.some(({ slackUserId }) => slackUserId === decider.slackUserId)) return account;
  const { now } = await tx.killSwitch.read();
  const terms = termsOf(deps, proposal, now) ?? proposal.terms;
  const may = judgeDecider(decider, terms?.approvers ?? [], `stop “${proposal.title}”`);
  return may.isAllowed || may.code !== 'not_eligible'
    ? may
    : refuse('not_eligible', `${may.reason} Everybody may stop all actions: \`/incident actions stop\`.`);
}

async function stopBefore(
  deps: RemediationDeps,
  tx: Transaction,
  proposal: Proposal,
  by: Person,
): Promise<StopAnswer> {
  const moved = await moveProposal(deps, tx, proposal, {
    from: 'approved',
    to: 'cancelled',
    actor: actorOf(by),
    kind: 'proposal.rejected',
    text: `Stopped before it ran: ${proposal.title}.`,
    outcome: 'Stopped before it ran.',
    isDecision: true,
  });
  return moved
    ? { status: 'done', sentence: 'Stopped. Nothing was run.' }
    : refuseStop(tx, by, proposal.id, TOO_LATE);
}

async function stopDuring(tx: Transaction, proposal: Proposal, by: Person): Promise<StopAnswer> {
  const actor = actorOf(by);
  const before = await tx.executions.ofProposal(proposal.id);
  if (before?.cancelledBy) return { status: 'unchanged', sentence: 'It is being stopped already.' };
  if (!(await tx.executions.cancel(proposal.id, actor))) return refuseStop(tx, by, proposal.id, TOO_LATE);
  await tx.audit.append({
    actor,
    event: 'execution.cancelled',
    subject: proposal.id,
    details: { argumentsHash: proposal.argumentsHash },
  });
  await tx.timeline.append({
    incidentId: proposal.incidentId,
    kind: 'note',
    actor,
    text: `Wants it stopped while it runs: ${proposal.title}.`,
  });
  await tx.notifier.touch({ kind: 'proposal', incidentId: proposal.incidentId, subjectId: proposal.id });
  return {
    status: 'done',
    sentence: 'It is being stopped. What it did until then may have taken effect: look at the target.',
  };
}

async function refuseStop(
  tx: Pick<Transaction, 'audit'>,
  by: Person,
  id: ProposalId,
  { code, reason }: Refusal,
): Promise<StopAnswer> {
  await tx.audit.append({
    actor: actorOf(by),
    event: 'decision.refused',
    subject: id,
    details: { verdict: 'stop', code, reason },
  });
  return { status: 'refused', sentence: reason };
}
