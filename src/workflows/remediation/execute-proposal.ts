/**
 * Runs an approved proposal, at most once. The row in `executions` is written before anything leaves; whoever finds it
 * there without a result knows that a run may have happened, and a person decides.
 */
import { FIREWATCH } from '../../incidents/incident.js';
import type { Execution, Proposal } from '../../remediation/proposal.js';
import { errorMessage, UncertainOutcomeError } from '../../shared/errors.js';
import type { ProposalId } from '../../shared/ids.js';
import { requestInvestigation } from '../investigation/request-investigation.js';
import type { ExecuteDeps } from './execute-deps.js';
import { finish, finishWithin, type Outcome } from './finish-execution.js';
import { moveProposal } from './move-proposal.js';
import { findDrift, findObjection, findRival } from './objections.js';

/** Longest wait for a run; the endpoints' own time-outs are shorter. */
const RUN_TIMEOUT_MS = 120_000;
/** An interrupted run that began longer ago is not repeated: what it was meant for has moved on. */
const REPEAT_WITHIN_SECONDS = 120;
const NOT_RUN = 'the approved fix was not run';

export async function executeProposal(deps: ExecuteDeps, id: ProposalId): Promise<void> {
  const proposal = await deps.store.transaction((tx) => tx.proposals.get(id));
  if (!proposal) return;
  if (proposal.status === 'executing') return settleInterrupted(deps, proposal);
  if (proposal.status !== 'approved') return;

  const drift = await findDrift(deps, proposal);
  if (drift) return stopBeforeRun(deps, proposal, drift);
  const execution = await begin(deps, proposal);
  if (!execution) return;
  await finish(deps, proposal, execution, await run(deps, proposal));
}

async function stopBeforeRun(
  deps: ExecuteDeps,
  proposal: Proposal,
  { to, outcome }: { to: 'superseded' | 'failed'; outcome: string },
): Promise<void> {
  await deps.store.transaction(async (tx) => {
    await tx.incidents.lock(proposal.incidentId);
    const moved = await moveProposal(deps, tx, proposal, {
      from: 'approved',
      to,
      actor: FIREWATCH,
      kind: to === 'superseded' ? 'proposal.superseded' : 'execution.failed',
      text: outcome,
      outcome,
    });
    if (moved) await requestInvestigation(tx, proposal.incidentId, NOT_RUN);
  });
}

/** Undefined when it must not run, and when another worker runs it, or ran it. */
async function begin(deps: ExecuteDeps, proposal: Proposal): Promise<Execution | undefined> {
  return deps.store.transaction(async (tx) => {
    const objection = (await findObjection(deps, tx, proposal)) ?? (await findRival(tx, proposal));
    if (objection !== undefined) {
      const outcome = `Not run: ${objection}.`;
      const stopped = await moveProposal(deps, tx, proposal, {
        from: 'approved',
        to: 'superseded',
        actor: FIREWATCH,
        kind: 'proposal.superseded',
        text: outcome,
        outcome,
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

async function run(deps: ExecuteDeps, proposal: Proposal): Promise<Outcome> {
  try {
    const { output } = await deps.actions.execute(proposal.action, proposal.arguments, {
      idempotencyKey: proposal.id,
      signal: AbortSignal.timeout(RUN_TIMEOUT_MS),
    });
    return { status: 'succeeded', output };
  } catch (error) {
    deps.log.warn({ err: error, proposalId: proposal.id }, 'execution did not succeed');
    const status = error instanceof UncertainOutcomeError ? 'unknown' : 'failed';
    return { status, output: errorMessage(error) };
  }
}

/**
 * The worker before us died in the middle. An idempotent action that may still run as approved is run again at once;
 * anything else goes to a person.
 */
async function settleInterrupted(deps: ExecuteDeps, proposal: Proposal): Promise<void> {
  const found = await deps.store.transaction((tx) => tx.executions.ofProposal(proposal.id));
  if (!found || found.status !== 'running') return;
  const drift = proposal.isIdempotent ? await findDrift(deps, proposal) : undefined;
  const again = await deps.store.transaction(async (tx) => {
    const objection = await findObjection(deps, tx, proposal);
    const current = await tx.executions.ofProposal(proposal.id);
    // Another worker was faster: it has settled this, or runs it.
    if (current?.status !== 'running' || current.startedAt.getTime() !== found.startedAt.getTime()) return;
    const reason = proposal.isIdempotent
      ? (objection ?? (drift && 'the target has changed or cannot be checked'))
      : '';
    const claimed = reason === undefined && (await tx.executions.reclaim(found, REPEAT_WITHIN_SECONDS));
    if (claimed) return claimed;
    const why = reason === '' ? '' : ` and not run again: ${reason ?? 'it began too long ago'}`;
    const output = `Firewatch was interrupted while it ran${why}.`;
    await finishWithin(deps, tx, proposal, found, { status: 'unknown', output });
    return undefined;
  });
  if (again) await finish(deps, proposal, again, await run(deps, proposal));
}
