/** The way back from a fix as a proposal of its own: planned anew, under the policy's terms for it, with its own expiry. */
import type { Actor } from '../../incidents/incident.js';
import { refuse } from '../../remediation/policy/refusal.js';
import type { Proposal, UndoContract } from '../../remediation/proposal.js';
import { wayBackOf } from '../../remediation/way-back.js';
import type { Transaction } from '../transaction.js';
import { announceProposal } from './announce-proposal.js';
import { contractFor, WITHOUT_RUNBOOK, type Frame } from './contract.js';
import { judgeRecorded } from './judge-contract.js';
import { planUnderTerms, type PlannedUnderTerms, type PlannedWithTerms } from './plan-under-terms.js';
import type { RemediationDeps } from './remediation-deps.js';
import { runByItself } from './run-by-itself.js';

const UNBOUND = refuse(
  'not_recorded',
  'The fix was proposed by an older version of Firewatch, which did not write down its way back. Take it back by hand.',
);

/** Looks at the target as it is now, and at what the policy says of going back; changes nothing. */
export async function planUndo(deps: RemediationDeps, fix: Proposal): Promise<PlannedUnderTerms> {
  const { service } = fix;
  const undo = await findWayBack(deps, fix);
  if (!undo || service === null) return refuse('no_way_back', 'No action is known that takes this fix back.');
  const recorded = await deps.store.transaction((tx) => judgeRecorded(tx, fix));
  if (!recorded.isAllowed) return recorded.code === 'not_recorded' ? UNBOUND : recorded;
  const { action, arguments: args } = undo;
  return planUnderTerms(deps, { action, arguments: args, service, what: 'roll-back', unfit: 'no_way_back' });
}

/**
 * Inside a transaction that has locked the incident and found no other roll-back of the fix. Where the policy lets it run
 * by itself it does, unless something is in the way: then it waits for people, and `why` says what.
 */
export async function proposeUndo(
  deps: RemediationDeps,
  tx: Transaction,
  fix: Proposal,
  { action, terms, environment, ...planned }: PlannedWithTerms,
  actor: Actor,
): Promise<{ readonly status: 'running' | 'waiting'; readonly why: string }> {
  const { proposal, isNew } = await tx.proposals.create(
    contractFor(frameOf(fix, action, actor), planned, { terms, environment }),
  );
  // Its button has done its work.
  await tx.notifier.touch({ kind: 'proposal', incidentId: fix.incidentId, subjectId: fix.id });
  if (!isNew) return { status: 'waiting', why: 'The same is proposed already.' };
  await announceProposal(deps, tx, proposal);
  const run = await runByItself(deps, tx, proposal, {
    actor,
    text: `Runs at once, as the policy says of roll-backs: ${proposal.title}.`,
  });
  return run.isAllowed ? { status: 'running', why: '' } : { status: 'waiting', why: run.reason };
}

async function findWayBack({ store }: RemediationDeps, fix: Proposal): Promise<UndoContract | null> {
  const execution = await store.transaction((tx) => tx.executions.ofProposal(fix.id));
  return execution ? wayBackOf(fix, execution) : null;
}

function frameOf(fix: Proposal, action: string, proposedBy: Actor): Frame {
  return {
    incidentId: fix.incidentId,
    title: `Roll back: ${fix.title}`,
    rationale: `It takes back “${fix.title}”, ${HOW_IT_ENDED[fix.status] ?? 'which ran'}.`,
    ...WITHOUT_RUNBOOK,
    action,
    undoes: fix.id,
    proposedBy,
  };
}

const HOW_IT_ENDED: Readonly<Partial<Record<Proposal['status'], string>>> = {
  verified: 'which worked',
  unverified: 'which ran and did not help',
  failed: 'which failed and may be half done',
  unknown: 'which may have taken effect',
};
