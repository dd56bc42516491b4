/** Waits until the target of a step has come to what was wanted, so that the next one finds it there. */
import { stepKey } from '../../remediation/plan.js';
import type { Execution, Proposal } from '../../remediation/proposal.js';
import { sleep } from '../../shared/clock.js';
import { errorMessage } from '../../shared/errors.js';
import type { RemediationDeps } from './remediation-deps.js';
import { isStopWanted } from './run-action.js';

/** A rollout of a few replicas; what takes longer is a plan of its own. */
const TIMEOUT_MS = 120_000;
const LOOK_EVERY_MS = 1_000;

/** Why the next step must not begin, for people; undefined when it may, also where the action cannot tell. */
export async function settleStep(
  deps: RemediationDeps,
  proposal: Proposal,
  execution: Execution,
  index: number,
): Promise<string | undefined> {
  const step = proposal.steps[index];
  const startedAt = await startOf(deps, proposal, index);
  if (!step || startedAt === undefined) throw new Error(`Step ${index + 1} did not run.`);
  const sought = { idempotencyKey: stepKey(proposal, index), since: new Date(startedAt) };
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    let text: string;
    try {
      const signal = AbortSignal.timeout(deps.settings.queryTimeoutMs);
      const reached = await deps.actions.check(step.action, step.arguments, signal, sought);
      if (reached?.isReached !== false) return undefined;
      ({ text } = reached);
    } catch (error) {
      text = `its target did not answer: ${errorMessage(error)}`;
    }
    if (await isStopWanted(deps, execution)) return 'Stopped by a person.';
    if (Date.now() > deadline) return `The step before it did not come to its end: ${text}.`;
    await sleep(LOOK_EVERY_MS);
  }
}

async function startOf({ store }: RemediationDeps, { id }: Proposal, index: number) {
  const execution = await store.transaction((tx) => tx.executions.ofProposal(id));
  return execution?.steps[index]?.startedAt;
}
