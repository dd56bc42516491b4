/** Calls the action, once, with what was approved; says how it ended, and stops it when somebody wants that. */
import type { Execution, Proposal } from '../../remediation/proposal.js';
import { errorMessage, UncertainOutcomeError } from '../../shared/errors.js';
import type { Outcome } from './finish-execution.js';
import type { RemediationDeps } from './remediation-deps.js';

/** Longest wait for a run; the endpoints' own time-outs are shorter. */
const RUN_TIMEOUT_MS = 120_000;
/** How often it is looked whether a person wants it stopped. */
const LOOK_EVERY_MS = 1_000;

type Deps = Pick<RemediationDeps, 'store' | 'actions' | 'log'>;

export async function runAction(deps: Deps, proposal: Proposal, execution: Execution): Promise<Outcome> {
  const cancelled = new AbortController();
  const watch = setInterval(() => void stopWhenWanted(deps, proposal, cancelled), LOOK_EVERY_MS);
  // What hangs does not keep a process alive that has nothing else to do.
  watch.unref();
  // Lines follow one another in the order in which they came.
  let reported: Promise<void> = Promise.resolve();
  const report = (line: string) => {
    reported = reported.then(() => tellProgress(deps, proposal, execution, line));
  };
  try {
    const approvedBy = await describeApprovals(deps, proposal);
    const { output } = await deps.actions.execute(proposal.action, proposal.arguments, {
      idempotencyKey: proposal.id,
      fence: execution.fence,
      targetVersion: proposal.target.version,
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

async function stopWhenWanted(deps: Deps, { id }: Proposal, cancelled: AbortController): Promise<void> {
  try {
    const [execution, killSwitch] = await deps.store.transaction(async (tx) => [
      await tx.executions.ofProposal(id),
      await tx.killSwitch.read(),
    ]);
    if (execution?.cancelledBy || killSwitch.isOn) cancelled.abort();
  } catch (error) {
    // The run goes on; the next look may succeed.
    deps.log.warn({ err: error, proposalId: id }, 'could not look whether a run is to be stopped');
  }
}

async function tellProgress(
  { store, log }: Deps,
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
