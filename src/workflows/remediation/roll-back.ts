/** A person wants a fix taken back: the way back that was stored with it is put before people, as a proposal of its own. */
import { judgeDecider, type Decider } from '../../remediation/policy/eligibility.js';
import { ALLOWED, refuse, type Permission, type Refusal } from '../../remediation/policy/refusal.js';
import type { Proposal } from '../../remediation/proposal.js';
import { judgeWayBack } from '../../remediation/way-back.js';
import { isId } from '../../shared/ids.js';
import type { Transaction } from '../transaction.js';
import { actorOf, type Person } from '../use-cases/person.js';
import type { RollBackRequest, StopAnswer } from '../use-cases/remediation.js';
import { judgePlace } from './decide-proposal.js';
import { describeDecider } from './describe-decider.js';
import type { PlannedUnderTerms } from './plan-under-terms.js';
import { planUndo, proposeUndo } from './propose-undo.js';
import type { RemediationDeps } from './remediation-deps.js';

const UNKNOWN = { code: 'unknown_proposal', reason: 'This proposal is not known here.' } as const;

export async function rollBack(
  deps: RemediationDeps,
  by: Person,
  request: RollBackRequest,
): Promise<StopAnswer> {
  const id = request.proposalId;
  const known = isId(id) ? await deps.store.transaction((tx) => tx.proposals.get(id)) : undefined;
  if (!known) return deps.store.transaction((tx) => refuseRollBack(tx, by, request, UNKNOWN));
  // Others are asked before the lock is taken, so that nobody waits for them with it.
  const decider = await describeDecider(deps, by.slackUserId, known.service);
  const planned = known.undoes === null ? await planUndo(deps, known) : undefined;
  return deps.store.transaction(async (tx) => {
    const incident = await tx.incidents.lock(known.incidentId);
    const fix = await tx.proposals.get(id);
    if (!fix) return refuseRollBack(tx, by, request, UNKNOWN);
    const place = await judgePlace(tx, fix, { incident, channelId: request.channelId }, ALLOWED);
    const may = place.isAllowed ? await judge(tx, fix, { decider, planned }) : place;
    if (!may.isAllowed) return refuseRollBack(tx, by, request, may);
    // `judge` lets nothing through that was not planned.
    if (!planned || 'isAllowed' in planned) return refuseRollBack(tx, by, request, UNKNOWN);
    const { status } = await proposeUndo(deps, tx, fix, planned, actorOf(by));
    return { status: 'done', sentence: SENTENCES[status] };
  });
}

const SENTENCES = {
  running: 'It is being rolled back; its own card in the thread shows what comes of it.',
  waiting:
    'The roll-back is proposed: its own card in the thread shows what would run, and who may approve it.',
} as const;

/** Who may ask for it is who may approve it. */
async function judge(
  tx: Transaction,
  fix: Proposal,
  { decider, planned }: { decider: Decider; planned: PlannedUnderTerms | undefined },
): Promise<Permission> {
  const wayBack = judgeWayBack(fix, await tx.executions.ofProposal(fix.id));
  if (!wayBack.isAllowed) return wayBack;
  if (await tx.proposals.undoOf(fix.id))
    return refuse('already_decided', 'Its roll-back is proposed already: see its card in the thread.');
  if (!planned) return refuse('no_way_back', 'No action is known that takes this fix back.');
  if ('isAllowed' in planned) return planned;
  const named = judgeDecider(decider, planned.terms.approvers, `roll back “${fix.title}”`);
  return named.isAllowed ? ALLOWED : named;
}

async function refuseRollBack(
  tx: Pick<Transaction, 'audit'>,
  by: Person,
  { proposalId }: RollBackRequest,
  { code, reason }: Refusal,
): Promise<StopAnswer> {
  const sentence = code === 'already_decided' ? reason : `${reason} Nothing was done.`;
  await tx.audit.append({
    actor: actorOf(by),
    event: 'decision.refused',
    subject: proposalId,
    details: { verdict: 'roll_back', code, reason: sentence },
  });
  return { status: 'refused', sentence };
}
