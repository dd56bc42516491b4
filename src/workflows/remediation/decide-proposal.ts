/** A person's yes or no to a proposal. The click only names the proposal; everything else is what was stored. */
import { incidentLabel, type Incident } from '../../incidents/incident.js';
import { judgeDecider, type Decider } from '../../remediation/policy/eligibility.js';
import { refuse, type Permission } from '../../remediation/policy/refusal.js';
import type { Proposal } from '../../remediation/proposal.js';
import { isId } from '../../shared/ids.js';
import type { Transaction } from '../transaction.js';
import { actorOf, type Person } from '../use-cases/person.js';
import type { Decision, DecisionResult } from '../use-cases/remediation.js';
import { approve } from './approve-proposal.js';
import { describeDecider } from './describe-decider.js';
import { findDrift } from './find-drift.js';
import { moveProposal } from './move-proposal.js';
import { judgeStatus, refuseDecision } from './refuse-decision.js';
import type { RemediationDeps } from './remediation-deps.js';
import { termsOf } from './terms-now.js';

const UNKNOWN = { code: 'unknown_proposal', reason: 'This proposal is not known here.' } as const;

export async function decideProposal(
  deps: RemediationDeps,
  by: Person,
  decision: Decision,
): Promise<DecisionResult> {
  const actor = actorOf(by);
  const known = isId(decision.proposalId)
    ? await deps.store.transaction((tx) => tx.proposals.get(decision.proposalId))
    : undefined;
  if (!known) return deps.store.transaction((tx) => refuseDecision(tx, actor, decision, UNKNOWN));

  // Others are asked before the lock is taken, so that nobody waits for them with it.
  const decider = await describeDecider(deps, by.slackUserId, known.service);
  const isWorthALook = decision.verdict === 'approve' && known.status === 'pending';
  const drift = isWorthALook ? await findDrift(deps, known) : undefined;

  return deps.store.transaction(async (tx) => {
    const incident = await tx.incidents.lock(known.incidentId);
    // Again, now that nobody else can decide: while we waited for the lock, somebody may have.
    const proposal = await tx.proposals.get(decision.proposalId);
    if (!proposal) return refuseDecision(tx, actor, decision, UNKNOWN);
    const status = judgeStatus(proposal);
    const place = await judgePlace(tx, proposal, { incident, channelId: decision.channelId }, status);
    if (!place.isAllowed) return refuseDecision(tx, actor, decision, place);
    return decision.verdict === 'approve'
      ? approve(deps, tx, { proposal, decider, drift, decision })
      : reject(deps, tx, { proposal, decider, decision });
  });
}

/** Where the click came from, and whether there is anything left to decide: its status allows it, its incident goes on. */
export async function judgePlace(
  tx: Transaction,
  proposal: Proposal,
  { incident, channelId }: { incident: Incident | undefined; channelId: string },
  status: Permission,
): Promise<Permission> {
  const { id, incidentId } = proposal;
  const channel =
    (await tx.notifier.postedIn({ kind: 'proposal', incidentId, subjectId: id })) ??
    (await tx.notifier.postedIn({ kind: 'incident_card', incidentId, subjectId: null })) ??
    willBeIn(incident);
  // Where nothing of it is known to stand in Slack, no button of it can have been clicked there.
  if (channel !== channelId)
    return refuse('wrong_place', 'Decide in the thread of the incident, where others see it.');
  if (!status.isAllowed) return status;
  if (incident && incident.status !== 'resolved') return { isAllowed: true };
  const label = incident ? incidentLabel(incident) : 'The incident';
  return refuse('incident_over', `${label} is resolved, so this fix is not needed any more.`);
}

/** Where a card belongs that nobody has posted, as far as Slack knows of it; a name says nothing about where a click came from. */
function willBeIn(incident: Incident | undefined): string | undefined {
  return incident?.channel.startsWith('#') === false ? incident.channel : undefined;
}

/** Whoever may approve may say no, their own proposal included. */
async function reject(
  deps: RemediationDeps,
  tx: Transaction,
  { proposal, decider, decision }: { proposal: Proposal; decider: Decider; decision: Decision },
): Promise<DecisionResult> {
  const actor = actorOf(decider);
  const { now } = await tx.killSwitch.read();
  // A no is heard from those who were asked, where the policy speaks of it no more.
  const approvers = (termsOf(deps, proposal, now) ?? proposal.terms)?.approvers ?? [];
  const may = judgeDecider(decider, approvers, `decide on “${proposal.title}”`);
  if (!may.isAllowed) return refuseDecision(tx, actor, decision, may);
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
  return refuseDecision(tx, actor, decision, {
    code: 'already_decided',
    reason: 'Somebody else was faster.',
  });
}
