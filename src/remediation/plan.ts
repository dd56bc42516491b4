/** A fix of several calls: approved as a whole, run one after the other, stopped at the first that fails. Pure. */
import type { ActionPlan } from '../../tools/actions/action.js';
import { RUN_PLAN } from '../incidents/plan-arguments.js';
import { canonicalHash } from '../shared/canonical-hash.js';
import { UserInputError } from '../shared/errors.js';
import type { Proposal, ProposedStep, UndoContract } from './proposal.js';
import { highestRisk } from './risk.js';

/** What runs, in order; of a fix that is one call, that call. */
export function stepsOf(proposal: Proposal): readonly ProposedStep[] {
  return proposal.steps.length > 0 ? proposal.steps : [proposal];
}

/** Of one call, the same in each attempt of one approved proposal. */
export function stepKey(proposal: Pick<Proposal, 'id' | 'steps'>, index: number): string {
  return proposal.steps.length > 0 ? `${proposal.id}-${index + 1}` : proposal.id;
}

/**
 * The whole as people read it. As bad as its worst step, as large as all of them together, and to be undone or repeated only
 * if each of them is.
 * @throws UserInputError for steps that cannot be one plan.
 */
export function joinSteps(
  steps: readonly { readonly step: ProposedStep; readonly plan: ActionPlan }[],
): ActionPlan {
  const plans = steps.map(({ plan }) => plan);
  const [service, elsewhere] = new Set(plans.map((plan) => plan.service));
  if (service === undefined || elsewhere !== undefined)
    throw new UserInputError(
      `The steps of a plan act on one service; these act on ${service} and ${elsewhere}.`,
    );
  if (new Set(steps.map(({ step }) => step.argumentsHash)).size < steps.length)
    throw new UserInputError('Two steps of this plan are the same call.');
  return {
    service,
    effect: numbered(plans.map(({ effect }) => effect)).join(' → '),
    target: {
      name: [...new Set(plans.map(({ target }) => target.name))].join(', '),
      version: canonicalHash(plans.map(({ target }) => [target.name, target.version])),
    },
    dryRun: plans.map((plan, index) => `${index + 1}. ${plan.effect}\n${plan.dryRun}`).join('\n\n'),
    risk: highestRisk(plans.map(({ risk }) => risk)),
    isReversible: plans.every(({ isReversible }) => isReversible),
    isIdempotent: plans.every(({ isIdempotent }) => isIdempotent),
    rollback: numbered(plans.map(({ rollback }) => rollback)).join(' '),
    blastRadius: {
      replicas: sum(plans.map(({ blastRadius }) => blastRadius.replicas)),
      capacityShare: atMostAll(sum(plans.map(({ blastRadius }) => blastRadius.capacityShare))),
    },
    undo: undoOf(steps.map(({ step }) => step)),
  };
}

/** What takes these calls back, the last one first; null when one of them cannot be. */
export function undoOf(steps: readonly Pick<ProposedStep, 'undo'>[]): UndoContract | null {
  const calls = steps.toReversed().flatMap(({ undo }) => (undo === null ? [] : [undo]));
  const [only] = calls;
  if (only === undefined || calls.length < steps.length) return null;
  if (calls.length === 1) return only;
  return {
    action: RUN_PLAN,
    arguments: { steps: calls.map(({ action, arguments: args }) => ({ action, arguments: args })) },
    effect: numbered(calls.map(({ effect }) => effect)).join(' → '),
  };
}

function numbered(texts: readonly string[]): readonly string[] {
  return texts.map((text, index) => `${index + 1}. ${text}`);
}

/** Null when one of them is not known. */
function sum(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((all, one) => (all === null || one === null ? null : all + one), 0);
}

/** Steps may touch the same replicas one after the other. */
function atMostAll(share: number | null): number | null {
  return share === null ? null : Math.min(share, 1);
}
