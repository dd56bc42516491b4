/** The actions this installation can run, and how stored arguments become a plan. The only way to an action. */
import type { Action, ActionContext, ActionPlan } from '../../tools/actions/action.js';
import type { z } from 'zod';
import type { Reached, Run, RunSought } from '../../tools/actions/ports/run.js';
import { namedActions, PlanArguments, RUN_PLAN } from '../incidents/plan-arguments.js';
import { canonicalHash } from '../shared/canonical-hash.js';
import { UserInputError } from '../shared/errors.js';
import { joinSteps } from './plan.js';
import type { ProposedStep } from './proposal.js';

export type { Reached, RunSought } from '../../tools/actions/ports/run.js';

export interface PlannedAction {
  /** The arguments as the action's schema reads them. */
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly argumentsHash: string;
  readonly plan: ActionPlan;
  /** Of a plan, its calls in order; empty: it is one call. */
  readonly steps: readonly ProposedStep[];
}

export interface ActionCatalogue {
  /** Names of actions of which this installation has none, among those that would be called. */
  lacking(name: string, args: unknown): readonly string[];
  /**
   * Checks the arguments and looks at the target, of each step in a plan; changes nothing.
   * @throws UserInputError for an unknown action or arguments its schema refuses.
   */
  plan(name: string, args: unknown, signal: AbortSignal): Promise<PlannedAction>;
  /** Runs one call with arguments that were planned before. Called by the executor alone, for each step of a plan. */
  execute(
    name: string,
    args: unknown,
    options: Run & { signal: AbortSignal },
  ): Promise<{ readonly output: string }>;
  /** Whether the target has come to what was wanted; undefined when the action cannot tell. */
  check(
    name: string,
    args: unknown,
    signal: AbortSignal,
    /** The execution that was to bring it there. */
    sought?: RunSought,
  ): Promise<Reached | undefined>;
}

/** `context` carries the executor's own credentials; nothing else in Firewatch holds them. */
export function createActionCatalogue(
  actions: readonly Action[],
  context: Omit<ActionContext, 'signal'>,
): ActionCatalogue {
  const byName = new Map(actions.map((action) => [action.name, action]));

  function get(name: string): Action {
    const action = byName.get(name);
    if (action) return action;
    throw new UserInputError(`There is no action named ${name}. Known: ${[...byName.keys()].join(', ')}.`);
  }

  async function planCall(name: string, args: unknown, signal: AbortSignal): Promise<PlannedAction> {
    const action = get(name);
    const parsed = parse(name, action.input, args) as Readonly<Record<string, unknown>>;
    const plan = await action.plan(parsed, { ...context, signal });
    return { arguments: parsed, argumentsHash: hashArguments(name, parsed), plan, steps: [] };
  }

  async function planSteps(args: unknown, signal: AbortSignal): Promise<PlannedAction> {
    const { steps } = parse(RUN_PLAN, PlanArguments, args);
    const planned = await Promise.all(
      steps.map(async ({ action, arguments: given }) => {
        const call = await planCall(action, given, signal);
        return { step: stepOf(action, call), plan: call.plan };
      }),
    );
    const calls = planned.map(({ step }) => ({ action: step.action, arguments: step.arguments }));
    return {
      arguments: { steps: calls },
      argumentsHash: hashArguments(RUN_PLAN, { steps: calls }),
      plan: joinSteps(planned),
      steps: planned.map(({ step }) => step),
    };
  }

  return {
    lacking: (name, args) => namedActions(name, args).filter((action) => !byName.has(action)),
    plan: (name, args, signal) =>
      name === RUN_PLAN ? planSteps(args, signal) : planCall(name, args, signal),
    async execute(name, args, options) {
      const action = get(name);
      return action.execute(parse(name, action.input, args), { ...context, ...options });
    },
    async check(name, args, signal, sought) {
      const action = get(name);
      return action.check?.(parse(name, action.input, args), {
        ...context,
        signal,
        ...(sought && { sought }),
      });
    },
  };
}

function parse<T extends z.ZodType>(name: string, input: T, args: unknown): z.output<T> {
  const parsed = input.safeParse(args);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') || 'arguments';
  throw new UserInputError(`${name} refuses ${field}: ${issue?.message ?? 'not valid'}.`);
}

function stepOf(action: string, { plan, ...call }: PlannedAction): ProposedStep {
  const { effect, target, risk, isIdempotent, blastRadius, undo } = plan;
  const { arguments: args, argumentsHash } = call;
  return { action, arguments: args, argumentsHash, effect, target, risk, isIdempotent, blastRadius, undo };
}

/** SHA-256 over the action's name and its canonical arguments, hex: what an approval is bound to. */
export function hashArguments(action: string, args: Readonly<Record<string, unknown>>): string {
  return canonicalHash([action, args]);
}
