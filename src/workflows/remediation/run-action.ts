/** Makes one call, once, as it was approved; says how it ended, and stops it when somebody wants that. */
import type { Execution, Proposal, ProposedStep } from '../../remediation/proposal.js';
import { errorMessage, UncertainOutcomeError } from '../../shared/errors.js';
import type { Outcome } from './finish-execution.js';
import type { RemediationDeps } from './remediation-deps.js';

/** Longest wait for a run; the endpoints' own time-outs are shorter. */
const RUN_TIMEOUT_MS = 120_000;
/** How often it is looked whether a person wants it stopped. */
const LOOK_EVERY_MS = 1_000;

type Deps = Pick<RemediationDeps, 'store' | 'actions' | 'log'>;

/** What is called: of a plan one step, else all that was approved. */
export interface Call extends Pick<ProposedStep, 'action' | 'arguments' | 'target'> {
  /** The same in each attempt. */
  readonly idempotencyKey: string;
}

export async function runAction(
  deps: Deps,
  proposal: Proposal,
  execution: Execution,
  call: Call,
): Promise<Outcome> {
  const cancelled = new AbortController();
  const watch = setInterval(() => void stopWhenWanted(deps, execution, cancelled), LOOK_EVERY_MS);
  // What hangs does not keep a process alive that has nothing else to do.
  watch.unref();
  // Lines follow one another in the order in which they came.
  let reported: Promise<void> = Promise.resolve();
  const report = (line: string) => {
    reported = reported.then(() => tellProgress(deps, proposal, execution, line));
  };
  try {
    const approvedBy = await describeApprovals(deps, proposal);
    const { output } = await deps.actions.execute(call.action, call.arguments, {
      idempotencyKey: call.idempotencyKey,
      fence: execution.fence,
      targetVersion: call.target.version,
      ...(approvedBy === '' ? {} : { approvedBy }),
      report,
      signal: AbortSignal.any([AbortSignal.timeout(RUN_TIMEOUT_MS), cancelled.signal]),
    });
    return { status: 'succeeded', output };
  } catch (error) {
    deps.log.warn({ err: error, proposalId: proposal.id }, 'execution did not succeed');
    // What was under way when somebody stopped it may have taken effect.
    const isUnclear = error instanceof UncertainOutcomeError || cancelled.signal.aborted;
    const why = cancelled.signal.aborted ? 'Stopped by a person in the middle. ' : '';
    return { status: isUnclear ? 'unknown' : 'failed', output: `${why}${errorMessage(error)}` };
  } finally {
    clearInterval(watch);
    await reported;
  }
}

async function describeApprovals({ store }: Deps, { id }: Proposal): Promise<string> {
  const approvals = await store.transaction((tx) => tx.approvals.ofProposal(id));
  return [...new Set(approvals.map(({ slackUserId }) => slackUserId))].join(', ');
}

async function stopWhenWanted(
  deps: Deps,
  execution: Pick<Execution, 'proposalId'>,
  cancelled: AbortController,
): Promise<void> {
  if (await isStopWanted(deps, execution)) cancelled.abort();
}

/** By a person, of this run or of all. False also while nobody can tell: the next look may. */
export async function isStopWanted(
  { store, log }: Pick<Deps, 'store' | 'log'>,
  { proposalId }: Pick<Execution, 'proposalId'>,
): Promise<boolean> {
  try {
    return await store.transaction(
      async (tx) =>
        Boolean((await tx.executions.ofProposal(proposalId))?.cancelledBy) ||
        (await tx.killSwitch.read()).isOn,
    );
  } catch (error) {
    log.warn({ err: error, proposalId }, 'could not look whether a run is to be stopped');
    return false;
  }
}

/** One line, for those who watch. */
export async function tellProgress(
  { store, log }: Pick<Deps, 'store' | 'log'>,
  { id, incidentId }: Proposal,
  execution: Execution,
  line: string,
): Promise<void> {
  try {
    await store.transaction(async (tx) => {
      await tx.executions.report(execution, line);
      await tx.notifier.touch({ kind: 'proposal', incidentId, subjectId: id });
    });
  } catch (error) {
    log.warn({ err: error, proposalId: id }, 'progress of a run was not written down');
  }
}
