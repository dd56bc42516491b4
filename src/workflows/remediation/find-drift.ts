/** Looks at the target once more: what was proposed must still be what would be done, and still be needed. */
import { compare, formatComparison } from '../../incidents/runbook.js';
import { hashArguments, type PlannedAction } from '../../remediation/action-catalogue.js';
import { formatMeasured, readExpectation } from '../../remediation/expectation.js';
import type { BlastRadius } from '../../remediation/policy/guards.js';
import type { Proposal } from '../../remediation/proposal.js';
import { errorMessage } from '../../shared/errors.js';
import type { RemediationDeps } from './remediation-deps.js';

/** Longest wait for a plan; the endpoints' own time-outs are shorter. */
const PLAN_TIMEOUT_MS = 15_000;

export type Drift =
  /** The same action would now do something else, or to something else. */
  | { readonly kind: 'changed'; readonly planned: PlannedAction; readonly outcome: string }
  /** What made it needed is over. */
  | { readonly kind: 'needless'; readonly outcome: string }
  | { readonly kind: 'unclear'; readonly outcome: string };

export async function findDrift(
  deps: Pick<RemediationDeps, 'actions' | 'metricsSource' | 'settings' | 'log'>,
  proposal: Proposal,
): Promise<Drift | undefined> {
  // What was tampered with is no plan to look up, let alone to propose anew; whether it is whole is judged with the run.
  if (hashArguments(proposal.action, proposal.arguments) !== proposal.argumentsHash) return undefined;
  return (await findTargetDrift(deps, proposal)) ?? (await findNeedless(deps, proposal));
}

/** Of the target alone: whether it is still needed is not asked of a run that began, which may be why it is not. */
export async function findTargetDrift(
  { actions, log }: Pick<RemediationDeps, 'actions' | 'log'>,
  proposal: Proposal,
): Promise<Drift | undefined> {
  try {
    const planned = await actions.plan(
      proposal.action,
      proposal.arguments,
      AbortSignal.timeout(PLAN_TIMEOUT_MS),
    );
    const { plan } = planned;
    if (plan.target.version === proposal.target.version && isAsRead(planned, proposal)) return undefined;
    const now = plan.effect === proposal.effect ? '' : ` (now: ${plan.effect})`;
    const outcome = `Not run: ${proposal.target.name} has changed since the dry run${now}.`;
    return { kind: 'changed', planned, outcome };
  } catch (error) {
    log.warn({ err: error, proposalId: proposal.id }, 'a proposal could not be planned again');
    return { kind: 'unclear', outcome: `Not run: the target could not be checked. ${errorMessage(error)}` };
  }
}

/**
 * Of one step of a plan, just before it begins. What an earlier step touched is another version by now; what would be done to
 * it must still be what people read.
 */
export async function findStepDrift(
  { actions, log }: Pick<RemediationDeps, 'actions' | 'log'>,
  { id, service, steps }: Proposal,
  index: number,
): Promise<Pick<Proposal, 'target'> | { readonly outcome: string }> {
  const step = steps[index];
  if (!step) throw new Error(`The plan has no step ${index + 1}.`);
  try {
    const signal = AbortSignal.timeout(PLAN_TIMEOUT_MS);
    const planned = await actions.plan(step.action, step.arguments, signal);
    const { target, effect } = planned.plan;
    const isTouched = steps.slice(0, index).some((earlier) => earlier.target.name === step.target.name);
    const isThere = target.version === step.target.version || isTouched;
    return isThere && isAsRead(planned, { ...step, service })
      ? { target }
      : { outcome: `${step.target.name} has changed since the dry run (now: ${effect}).` };
  } catch (error) {
    log.warn({ err: error, proposalId: id }, 'a step of a plan could not be planned again');
    return { outcome: `The target could not be checked. ${errorMessage(error)}` };
  }
}

function isAsRead(
  { argumentsHash, plan }: PlannedAction,
  read: Pick<Proposal, 'argumentsHash' | 'effect' | 'risk' | 'service' | 'blastRadius'>,
): boolean {
  return (
    argumentsHash === read.argumentsHash &&
    plan.effect === read.effect &&
    plan.risk === read.risk &&
    plan.service === read.service &&
    !isLarger(plan.blastRadius, read.blastRadius)
  );
}

/** It would touch more than people read; less is no reason to ask again. What cannot be told any more is more. */
function isLarger(now: BlastRadius, read: BlastRadius): boolean {
  return (['replicas', 'capacityShare'] as const).some((part) => {
    const limit = read[part];
    return limit !== null && !((now[part] ?? Infinity) <= limit);
  });
}

async function findNeedless(
  { metricsSource, settings, log }: Pick<RemediationDeps, 'metricsSource' | 'settings' | 'log'>,
  { precondition, id }: Proposal,
): Promise<Drift | undefined> {
  if (precondition === null) return undefined;
  const { query, is } = precondition;
  if (metricsSource === null) return { kind: 'unclear', outcome: UNMEASURED };
  try {
    const signal = AbortSignal.timeout(settings.queryTimeoutMs);
    const { series } = await metricsSource.queryInstant(query, { signal });
    const values = series.flatMap(({ values: all }) => all.slice(-1));
    if (values.some((value) => compare(value, is))) return undefined;
    const { value } = readExpectation({ query, is, withinSeconds: 0, forSeconds: 0 }, series);
    return {
      kind: 'needless',
      outcome: `Not run: what it is for is over (${query} is ${formatMeasured(value)}, and it wants ${formatComparison(is)}).`,
    };
  } catch (error) {
    log.warn({ err: error, proposalId: id }, 'the condition of a proposal could not be measured again');
    return { kind: 'unclear', outcome: UNMEASURED };
  }
}

const UNMEASURED = 'Not run: whether it is still needed could not be measured.';
