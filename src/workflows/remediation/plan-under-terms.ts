/** Plans an action that no runbook asked for, and looks up what the policy says of it; changes nothing. */
import type { PlannedAction } from '../../remediation/action-catalogue.js';
import { refuse, type RefusalCode, type Refused } from '../../remediation/policy/refusal.js';
import type { Terms } from '../../remediation/policy/terms.js';
import { errorMessage, UserInputError } from '../../shared/errors.js';
import type { RemediationDeps } from './remediation-deps.js';
import { environmentOf, subjectsOf, termsNow } from './terms-now.js';

/** Longest wait for a plan; the endpoints' own time-outs are shorter. */
const PLAN_TIMEOUT_MS = 15_000;

export interface Wanted {
  readonly action: string;
  readonly arguments: unknown;
  /** The one that it has to act on. */
  readonly service: string;
  /** For people, in the middle of a sentence: `roll-back`. */
  readonly what: string;
  /** When the target says that it cannot be done, or it is about another service. */
  readonly unfit: RefusalCode;
}

export interface PlannedWithTerms extends PlannedAction {
  readonly action: string;
  readonly terms: Terms;
  readonly environment: string;
}
export type PlannedUnderTerms = Refused | PlannedWithTerms;

export async function planUnderTerms(
  deps: RemediationDeps,
  { action, arguments: args, service, what, unfit }: Wanted,
): Promise<PlannedUnderTerms> {
  let planned: PlannedAction;
  try {
    planned = await deps.actions.plan(action, args, AbortSignal.timeout(PLAN_TIMEOUT_MS));
  } catch (error) {
    if (error instanceof UserInputError) return refuse(unfit, error.message);
    deps.log.warn({ err: error, action }, `the ${what} could not be planned`);
    return refuse('cannot_check', `The dry run of the ${what} failed: ${errorMessage(error)}`);
  }
  if (planned.plan.service !== service)
    return refuse(unfit, `The ${what} acts on ${planned.plan.service}, not on ${service}.`);
  const subjects = subjectsOf(deps, { service, risk: planned.plan.risk, action, steps: planned.steps });
  const { now } = await deps.store.transaction((tx) => tx.killSwitch.read());
  const terms = termsNow(deps, subjects, now);
  if (terms === undefined)
    return refuse('no_rule', `No rule of the policy speaks of the ${what}, so nobody may run it.`);
  if (terms.mode === 'never') return refuse('mode_never', `The policy forbids the ${what} (${terms.rule}).`);
  if (terms.mode === 'shadow')
    return refuse('shadow', `The policy only writes down what would be done here (${terms.rule}).`);
  return { ...planned, action, terms, environment: environmentOf(deps, service) };
}
