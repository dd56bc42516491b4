/** Whether what a fix acted on says that it has come to what was wanted. */
import type { Reached, RunSought } from '../../remediation/action-catalogue.js';
import { stepKey, stepsOf } from '../../remediation/plan.js';
import type { Execution, Proposal, ProposedStep } from '../../remediation/proposal.js';
import { errorMessage } from '../../shared/errors.js';
import { canonicalJson } from '../../shared/canonical-json.js';
import type { VerifyDeps } from './verify-deps.js';

type Answer = Reached & {
  /** It did not answer. */
  readonly isSilent: boolean;
};

/**
 * Undefined when no action can tell. The targets of all steps have to be where they were wanted; of two steps on one target, where
 * the later one wanted it.
 */
export async function askTarget(
  deps: VerifyDeps,
  proposal: Proposal,
  execution: Execution,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const steps = stepsOf(proposal);
  const { undoes } = proposal;
  const fix = undoes === null ? undefined : await deps.store.transaction((tx) => tx.proposals.get(undoes));
  const asked = await Promise.all(
    steps.map(async (step, index) => {
      if (steps.slice(index + 1).some((later) => later.target.name === step.target.name)) return undefined;
      const startedAt = execution.steps[index]?.startedAt;
      const since = startedAt === undefined ? execution.startedAt : new Date(startedAt);
      const restores = fix && findRestored(fix, step);
      const sought = { idempotencyKey: stepKey(proposal, index), since, ...(restores && { restores }) };
      return askOne(deps, step, sought, signal);
    }),
  );
  const answers = asked.filter((answer) => answer !== undefined);
  if (answers.length === 0) return undefined;
  return {
    isReached: answers.every(({ isReached }) => isReached),
    isSilent: answers.some(({ isSilent }) => isSilent),
    text: answers.map(({ text }) => text).join('; '),
  };
}

/** What this call takes back, where that was done by the same action; the one call of a fix, or the step of its plan that names it. */
function findRestored(fix: Proposal, { action, arguments: args }: ProposedStep): RunSought['restores'] {
  const isWayBack = ({ undo }: ProposedStep) =>
    undo?.action === action && canonicalJson(undo.arguments) === canonicalJson(args);
  const restored = fix.steps.length === 0 ? fix : fix.steps.find(isWayBack);
  return restored?.action === action
    ? { arguments: restored.arguments, targetVersion: restored.target.version }
    : undefined;
}

/** Undefined when the action cannot tell. A target that does not answer has not come to anything yet. */
async function askOne(
  { actions, settings }: VerifyDeps,
  { action, arguments: args }: ProposedStep,
  sought: RunSought,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(settings.queryTimeoutMs)]);
  try {
    const reached = await actions.check(action, args, timeout, sought);
    return reached && { ...reached, isSilent: false };
  } catch (error) {
    return { isReached: false, isSilent: true, text: `the target did not answer: ${errorMessage(error)}` };
  }
}
