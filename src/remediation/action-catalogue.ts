/** The actions this installation can run, and how stored arguments become a plan. The only way to an action. */
import { createHash } from 'node:crypto';
import type { Action, ActionContext, ActionPlan, Reached, Run } from '../../tools/actions/action.js';
import { canonicalJson } from '../shared/canonical-json.js';
import { UserInputError } from '../shared/errors.js';

export type { Reached } from '../../tools/actions/action.js';

export interface PlannedAction {
  /** The arguments as the action's schema reads them. */
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly argumentsHash: string;
  readonly plan: ActionPlan;
}

export interface ActionCatalogue {
  has(name: string): boolean;
  /**
   * Checks the arguments and looks at the target; changes nothing.
   * @throws UserInputError for an unknown action or arguments its schema refuses.
   */
  plan(name: string, args: unknown, signal: AbortSignal): Promise<PlannedAction>;
  /** Runs it with arguments that were planned before. Called by the executor alone. */
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
    sought?: { readonly idempotencyKey: string; readonly since: Date },
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

  function parse(action: Action, args: unknown): Readonly<Record<string, unknown>> {
    const parsed = action.input.safeParse(args);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const field = issue?.path.join('.') || 'arguments';
      throw new UserInputError(`${action.name} refuses ${field}: ${issue?.message ?? 'not valid'}.`);
    }
    return parsed.data as Readonly<Record<string, unknown>>;
  }

  return {
    has: (name) => byName.has(name),
    async plan(name, args, signal) {
      const action = get(name);
      const parsed = parse(action, args);
      const plan = await action.plan(parsed, { ...context, signal });
      return { arguments: parsed, argumentsHash: hashArguments(name, parsed), plan };
    },
    async execute(name, args, options) {
      const action = get(name);
      return action.execute(parse(action, args), { ...context, ...options });
    },
    async check(name, args, signal, sought) {
      const action = get(name);
      return action.check?.(parse(action, args), { ...context, signal, ...(sought && { sought }) });
    },
  };
}

/** SHA-256 over the action's name and its canonical arguments, hex: what an approval is bound to. */
export function hashArguments(action: string, args: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(canonicalJson([action, args]))
    .digest('hex');
}
