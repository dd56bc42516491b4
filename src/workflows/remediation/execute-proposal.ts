/**
 * Runs an approved proposal, at most once. The row in `executions` is written before anything leaves; whoever finds it
 * there without a result knows that a run may have happened, and a person decides.
 */
import { FIREWATCH, incidentLabel } from '../../incidents/incident.js';
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import type { ActionCatalogue } from '../../remediation/action-catalogue.js';
import { decideEligibility } from '../../remediation/policy.js';
import type { Execution, Proposal } from '../../remediation/proposal.js';
import { errorMessage, UncertainOutcomeError } from '../../shared/errors.js';
import type { ProposalId } from '../../shared/ids.js';
import { moveProposal } from './move-proposal.js';
import { requestInvestigation } from '../investigation/request-investigation.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store, Transaction } from '../transaction.js';

/** Longest wait for a plan and for a run; the endpoints' own time-outs are shorter. */
const PLAN_TIMEOUT_MS = 15_000;
const RUN_TIMEOUT_MS = 120_000;
/** An interrupted run that began longer ago is not repeated: what it was meant for has moved on. */
const REPEAT_WITHIN_SECONDS = 120;
const NOT_RUN = 'the approved fix was not run';

export interface ExecuteDeps {
  readonly store: Store;
  readonly actions: ActionCatalogue;
  readonly log: Logger;
  readonly settings: Pick<WorkflowSettings, 'approvals'>;
  readonly metrics: Pick<Metrics, 'proposals'>;
}

type Outcome =
  | { readonly status: 'succeeded'; readonly output: string }
  | { readonly status: 'failed' | 'unknown'; readonly output: string };

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

/** Looks at the target once more; what was approved must still be what would be done. */
async function findDrift(
  deps: ExecuteDeps,
  proposal: Proposal,
): Promise<{ to: 'superseded' | 'failed'; outcome: string } | undefined> {
  try {
    const now = await deps.actions.plan(
      proposal.action,
      proposal.arguments,
      AbortSignal.timeout(PLAN_TIMEOUT_MS),
    );
    const isSame =
      now.argumentsHash === proposal.argumentsHash &&
      now.plan.target.version === proposal.target.version &&
      now.plan.effect === proposal.effect;
    if (isSame) return undefined;
    return {
      to: 'superseded',
      outcome: `Not run: ${proposal.target.name} has changed since the dry run (now: ${now.plan.effect}).`,
    };
  } catch (error) {
    deps.log.warn({ err: error, proposalId: proposal.id }, 'approved proposal could not be planned again');
    return { to: 'failed', outcome: `Not run: the target could not be checked. ${errorMessage(error)}` };
  }
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

/** Locks the incident. What was right at the click is checked again now; a queue may have stood still in between. */
async function findObjection(
  deps: ExecuteDeps,
  tx: Transaction,
  proposal: Proposal,
): Promise<string | undefined> {
  const incident = await tx.incidents.lock(proposal.incidentId);
  if (!incident || incident.status === 'resolved') return 'the incident was resolved meanwhile';
  const { decidedBy } = proposal;
  const isEligible =
    decidedBy?.kind === 'person' &&
    decideEligibility(deps.settings.approvals, decidedBy.id, proposal).isAllowed;
  if (!isEligible) return 'the person who approved it may not approve any more';
  if (await tx.proposals.isLate(proposal.id)) return 'its time ran out before it could start';
  return undefined;
}

/** Two incidents may have led to the same fix; it is run for one of them. */
async function findRival(tx: Transaction, proposal: Proposal): Promise<string | undefined> {
  const rival = await tx.proposals.findRival(proposal);
  if (!rival) return undefined;
  const incident = await tx.incidents.get(rival.incidentId);
  const label = incident ? incidentLabel(incident) : 'another incident';
  const isOver = rival.status !== 'executing' && rival.status !== 'verifying';
  return isOver
    ? `the same fix was run meanwhile, for ${label}`
    : `the same fix is running or being verified already, for ${label}`;
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

async function finish(
  deps: ExecuteDeps,
  proposal: Proposal,
  execution: Execution,
  outcome: Outcome,
): Promise<void> {
  await deps.store.transaction(async (tx) => {
    await tx.incidents.lock(proposal.incidentId);
    await finishWithin(deps, tx, proposal, execution, outcome);
  });
}

/** Inside a transaction that has locked the incident. */
async function finishWithin(
  deps: ExecuteDeps,
  tx: Transaction,
  proposal: Proposal,
  execution: Execution,
  outcome: Outcome,
): Promise<void> {
  const isMine = await tx.executions.finish(execution.id, outcome.status, outcome.output);
  if (!isMine) {
    // Somebody took us for dead and recorded the outcome as unknown; people know already, the record stands.
    deps.log.error(
      { proposalId: proposal.id, outcome: outcome.status },
      'execution ended after it was given up',
    );
    return;
  }
  if (outcome.status === 'succeeded') {
    await moveProposal(deps, tx, proposal, {
      from: 'executing',
      to: 'verifying',
      actor: FIREWATCH,
      kind: 'execution.succeeded',
      text: `Done: ${proposal.effect}`,
    });
    await tx.jobs.send('verify-proposal', { proposalId: proposal.id });
    return;
  }
  const text =
    outcome.status === 'failed'
      ? `It failed: ${outcome.output}`
      : `It is not known whether it took effect: ${outcome.output} Check the target before anybody tries again.`;
  await moveProposal(deps, tx, proposal, {
    from: 'executing',
    to: outcome.status,
    actor: FIREWATCH,
    kind: outcome.status === 'failed' ? 'execution.failed' : 'execution.unknown',
    text,
    outcome: text,
  });
  await requestInvestigation(tx, proposal.incidentId, 'the fix did not succeed');
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
