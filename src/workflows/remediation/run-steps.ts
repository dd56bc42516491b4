/** Runs what was approved: the one call, or the steps of a plan one after the other until one does not succeed. */
import { stepKey } from '../../remediation/plan.js';
import type { Execution, Proposal, ProposedStep } from '../../remediation/proposal.js';
import type { Outcome } from './finish-execution.js';
import { findStepDrift } from './find-drift.js';
import { insist } from './insist.js';
import { describeApprovers, judgeExecution } from './judge-execution.js';
import type { RemediationDeps } from './remediation-deps.js';
import { runAction, tellProgress } from './run-action.js';
import { settleStep } from './settle-step.js';

/** No step begins later: the job that runs them, and whoever looks for forgotten ones, wait ten minutes and longer. */
const LAST_START_MS = 300_000;

/** Goes on after the steps that have succeeded in an earlier attempt. */
export async function runSteps(
  deps: RemediationDeps,
  proposal: Proposal,
  execution: Execution,
): Promise<Outcome> {
  const { steps } = proposal;
  if (steps.length === 0)
    return runAction(deps, proposal, execution, { ...proposal, idempotencyKey: stepKey(proposal, 0) });
  const deadline = Date.now() + LAST_START_MS;
  const outputs = execution.steps.flatMap(({ output }) => output ?? []);
  for (const [index, step] of steps.entries()) {
    if (index < outputs.length) continue;
    const outcome = await runStep(deps, proposal, execution, { index, step, deadline });
    if (outcome.status !== 'succeeded') return stopAt(proposal, index, outcome);
    outputs.push(outcome.output);
  }
  return {
    status: 'succeeded',
    output: outputs.map((output, index) => `${index + 1}. ${output}`).join('\n'),
  };
}

interface Next {
  /** From 0. */
  readonly index: number;
  readonly step: ProposedStep;
  /** Milliseconds since 1970. */
  readonly deadline: number;
}

/** Between two steps minutes may pass: what was right at the beginning is looked at and judged again before each. */
async function runStep(
  deps: RemediationDeps,
  proposal: Proposal,
  execution: Execution,
  { index, step, deadline }: Next,
): Promise<Outcome> {
  // Where it was under way when its worker died, nobody knows what became of it unless it is run again.
  const ifNot = execution.steps.length > index ? 'unknown' : 'failed';
  const earlier = index > 0 ? await settleStep(deps, proposal, execution, index - 1) : undefined;
  if (earlier !== undefined) return { status: ifNot, output: earlier };
  const look = await findStepDrift(deps, proposal, index);
  if ('outcome' in look) return { status: ifNot, output: look.outcome };
  const approvers = await describeApprovers(deps, proposal);
  const refusal = await deps.store.transaction(async (tx) => {
    const permission = await judgeExecution(deps, tx, proposal, approvers, { hasBegun: index > 0 });
    if (!permission.isAllowed) return permission.reason;
    if (Date.now() > deadline) return 'The steps before it took too long.';
    return (await tx.executions.beginStep(execution, index)) ? undefined : 'Stopped by a person.';
  });
  if (refusal !== undefined) return { status: ifNot, output: refusal };
  const outcome = await runAction(deps, proposal, execution, {
    ...step,
    target: look.target,
    idempotencyKey: stepKey(proposal, index),
  });
  if (outcome.status !== 'succeeded') return outcome;
  await insist(deps, () =>
    deps.store.transaction((tx) => tx.executions.endStep(execution, index, outcome.output)),
  );
  await tellProgress(deps, proposal, execution, `Step ${index + 1} is done: ${step.effect}`);
  return outcome;
}

/** Which step did not succeed, what took effect before it, and what did not run. */
export function stopAt(
  { steps }: Proposal,
  index: number,
  { status, output }: Exclude<Outcome, { status: 'succeeded' }>,
): Outcome {
  const before = index === 0 ? '' : ` ${nameSteps(1, index)} before it took effect and stayed.`;
  const after = index + 1 === steps.length ? '' : ` ${nameSteps(index + 2, steps.length)} did not run.`;
  const what = `Step ${index + 1} of ${steps.length}, ${steps[index]?.effect ?? ''}: ${output}`;
  return { status, output: `${/[.!?]$/.test(what) ? what : `${what}.`}${before}${after}` };
}

function nameSteps(from: number, to: number): string {
  return from === to ? `Step ${from}` : `Steps ${from} to ${to}`;
}
