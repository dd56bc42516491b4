/**
 * Runs an approved proposal, at most once. The row in `executions` is written before anything leaves; whoever finds it
 * there without a result knows that a run may have happened, and a person decides.
 */
import { FIREWATCH } from '../../incidents/incident.js';
import type { Execution, Proposal } from '../../remediation/proposal.js';
import type { ProposalId } from '../../shared/ids.js';
import { requestInvestigation } from '../investigation/request-investigation.js';
import { findDrift, findTargetDrift, type Drift } from './find-drift.js';
import { finish, finishWithin } from './finish-execution.js';
import { describeApprovers, findRival, judgeExecution, type Approvers } from './judge-execution.js';
import { moveProposal } from './move-proposal.js';
import type { RemediationDeps } from './remediation-deps.js';
import { runSteps, stopAt } from './run-steps.js';
import { supersede } from './supersede.js';
import type { Transaction } from '../transaction.js';

/** An interrupted run that began longer ago is not repeated: what it was meant for has moved on. */
const REPEAT_WITHIN_SECONDS = 120;
const NOT_RUN = 'the approved fix was not run';

export async function executeProposal(deps: RemediationDeps, id: ProposalId): Promise<void> {
  const proposal = await deps.store.transaction((tx) => tx.proposals.get(id));
  if (!proposal) return;
  if (proposal.status === 'executing') return settleInterrupted(deps, proposal);
  if (proposal.status !== 'approved') return;

  const approvers = await describeApprovers(deps, proposal);
  const drift = await findDrift(deps, proposal);
  const execution = await begin(deps, proposal, approvers, drift);
  if (!execution) return;
  await finish(deps, proposal, execution, await runSteps(deps, proposal, execution));
}

/** False when somebody else was faster. */
async function takeBack(
  deps: RemediationDeps,
  tx: Transaction,
  proposal: Proposal,
  drift: Drift,
): Promise<boolean> {
  const { outcome } = drift;
  if (drift.kind === 'changed') {
    const { isMoved } = await supersede(deps, tx, proposal, { from: 'approved', ...drift });
    return isMoved;
  }
  const moved = await moveProposal(deps, tx, proposal, {
    from: 'approved',
    to: drift.kind === 'unclear' ? 'failed' : 'superseded',
    actor: FIREWATCH,
    kind: drift.kind === 'unclear' ? 'execution.failed' : 'proposal.superseded',
    text: outcome,
    outcome,
    code: drift.kind === 'unclear' ? 'cannot_check' : 'drifted',
  });
  return moved !== undefined;
}

/** Undefined when it must not run, and when another worker runs it, or ran it. */
async function begin(
  deps: RemediationDeps,
  proposal: Proposal,
  approvers: Approvers,
  drift: Drift | undefined,
): Promise<Execution | undefined> {
  return deps.store.transaction(async (tx) => {
    if (proposal.service !== null) await tx.executions.awaitTurn(proposal.service);
    // First, so that what was tampered with is never proposed anew as what is there now.
    const judged = await judgeExecution(deps, tx, proposal, approvers);
    if (judged.isAllowed && drift) {
      if (await takeBack(deps, tx, proposal, drift))
        await requestInvestigation(tx, proposal.incidentId, NOT_RUN);
      return undefined;
    }
    const permission = judged.isAllowed ? await findRival(tx, proposal) : judged;
    if (!permission.isAllowed) {
      const outcome = `Not run: ${lowerFirst(permission.reason)}`;
      const stopped = await moveProposal(deps, tx, proposal, {
        from: 'approved',
        to: 'superseded',
        actor: FIREWATCH,
        kind: 'proposal.superseded',
        text: outcome,
        outcome,
        code: permission.code,
      });
      if (stopped) await requestInvestigation(tx, proposal.incidentId, NOT_RUN);
      return undefined;
    }
    const moved = await moveProposal(deps, tx, proposal, {
      from: 'approved',
      to: 'executing',
      actor: FIREWATCH,
      kind: 'execution.started',
      text: `Running: ${proposal.effect}`,
    });
    return moved && tx.executions.begin(proposal.id);
  });
}

/**
 * The worker before us died in the middle. An idempotent action that may still run as approved is run again at once;
 * anything else goes to a person.
 */
async function settleInterrupted(deps: RemediationDeps, proposal: Proposal): Promise<void> {
  const found = await deps.store.transaction((tx) => tx.executions.ofProposal(proposal.id));
  if (!found || found.status !== 'running') return;
  const mayRepeat = canRepeat(proposal, found) && found.cancelledBy === null;
  // Of a plan each step is looked at before it begins; the ones that ran have changed what it found.
  const isLookedAt = mayRepeat && proposal.steps.length === 0;
  const drift = isLookedAt ? await findTargetDrift(deps, proposal) : undefined;
  const approvers = await describeApprovers(deps, proposal);
  const again = await deps.store.transaction(async (tx) => {
    const permission = await judgeExecution(deps, tx, proposal, approvers);
    const current = await tx.executions.ofProposal(proposal.id);
    // Another worker was faster: it has settled this, or runs it.
    if (current?.status !== 'running' || current.fence !== found.fence) return undefined;
    const reason = permission.isAllowed
      ? drift && 'the target has changed or cannot be checked'
      : lowerFirst(permission.reason);
    const claimed =
      mayRepeat && reason === undefined && (await tx.executions.reclaim(found, REPEAT_WITHIN_SECONDS));
    if (claimed) {
      await tellRepeated(tx, proposal);
      return claimed;
    }
    const why = mayRepeat ? ` and not run again: ${reason ?? 'it began too long ago'}` : '';
    const output = `Firewatch was interrupted while it ran${why}.`.replace('..', '.');
    const outcome = { status: 'unknown', output } as const;
    const step = found.steps.length - 1;
    await finishWithin(deps, tx, proposal, found, step < 0 ? outcome : stopAt(proposal, step, outcome));
    return undefined;
  });
  if (again) await finish(deps, proposal, again, await runSteps(deps, proposal, again));
}

/** Of a plan only what was under way is repeated; between two steps nothing was. */
function canRepeat({ isIdempotent, steps }: Proposal, execution: Execution): boolean {
  if (steps.length === 0) return isIdempotent;
  const underWay = execution.steps.findIndex(({ output }) => output === null);
  return steps[underWay]?.isIdempotent ?? true;
}

async function tellRepeated(tx: Transaction, proposal: Proposal): Promise<void> {
  await tx.audit.append({
    actor: FIREWATCH,
    event: 'execution.repeated',
    subject: proposal.id,
    details: { argumentsHash: proposal.argumentsHash },
  });
  await tx.timeline.append({
    incidentId: proposal.incidentId,
    kind: 'execution.started',
    actor: FIREWATCH,
    text: `Interrupted, and running again: ${proposal.effect}`,
  });
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
