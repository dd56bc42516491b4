/** The way back from a fix as a proposal of its own: planned anew, under the policy's terms for it, with its own expiry. */
import type { Actor } from '../../incidents/incident.js';
import type { PlannedAction } from '../../remediation/action-catalogue.js';
import { refuse, type Refused } from '../../remediation/policy/refusal.js';
import type { Terms } from '../../remediation/policy/terms.js';
import type { Proposal } from '../../remediation/proposal.js';
import { errorMessage, UserInputError } from '../../shared/errors.js';
import type { Transaction } from '../transaction.js';
import { announceProposal } from './announce-proposal.js';
import { contractFor, type Frame } from './contract.js';
import type { RemediationDeps } from './remediation-deps.js';
import { runByItself } from './run-by-itself.js';
import { subjectOf, termsNow } from './terms-now.js';

/** Longest wait for a plan; the endpoints' own time-outs are shorter. */
const PLAN_TIMEOUT_MS = 15_000;

export type PlannedUndo = Refused | (PlannedAction & { readonly terms: Terms; readonly environment: string });

/** Looks at the target as it is now, and at what the policy says of going back; changes nothing. */
export async function planUndo(deps: RemediationDeps, fix: Proposal): Promise<PlannedUndo> {
  const { undo, service } = fix;
  if (undo === null) return refuse('no_way_back', 'No action is known that takes this fix back.');
  let planned: PlannedAction;
  try {
    const signal = AbortSignal.timeout(PLAN_TIMEOUT_MS);
    planned = await deps.actions.plan(undo.action, undo.arguments, signal);
  } catch (error) {
    deps.log.warn({ err: error, proposalId: fix.id }, 'the way back from a fix could not be planned');
    if (error instanceof UserInputError) return refuse('no_way_back', error.message);
    return refuse('cannot_check', `The dry run of the roll-back failed: ${errorMessage(error)}`);
  }
  if (planned.plan.service !== service)
    return refuse(
      'no_way_back',
      `The roll-back acts on ${planned.plan.service}, and the fix acted on ${service ?? 'nothing known'}.`,
    );
  const subject = subjectOf(deps, { ...planned.plan, action: undo.action });
  const { now } = await deps.store.transaction((tx) => tx.killSwitch.read());
  const terms = termsNow(deps, subject, now);
  if (terms === undefined)
    return refuse('no_rule', 'No rule of the policy speaks of the roll-back, so nobody may run it.');
  if (terms.mode === 'never')
    return refuse('mode_never', `The policy forbids the roll-back (${terms.rule}).`);
  if (terms.mode === 'shadow')
    return refuse('shadow', `The policy only writes down what would be done here (${terms.rule}).`);
  return { ...planned, terms, environment: subject.environment };
}

/**
 * Inside a transaction that has locked the incident and found no other roll-back of the fix. Where the policy lets it run
 * by itself it does, unless something is in the way: then it waits for people, and `why` says what.
 */
export async function proposeUndo(
  deps: RemediationDeps,
  tx: Transaction,
  fix: Proposal,
  { terms, environment, ...planned }: Exclude<PlannedUndo, Refused>,
  actor: Actor,
): Promise<{ readonly status: 'running' | 'waiting'; readonly why: string }> {
  const { proposal, isNew } = await tx.proposals.create(
    contractFor(frameOf(fix, actor), planned, { terms, environment }),
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

function frameOf(fix: Proposal, proposedBy: Actor): Frame {
  return {
    incidentId: fix.incidentId,
    title: `Roll back: ${fix.title}`,
    rationale: `It takes back “${fix.title}”, ${HOW_IT_ENDED[fix.status] ?? 'which ran'}.`,
    evidenceIds: [],
    runbookId: null,
    runbookStep: null,
    stepHash: null,
    verification: null,
    precondition: null,
    action: fix.undo?.action ?? fix.action,
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
