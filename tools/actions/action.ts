/**
 * The contract of remediation actions: the only code in Firewatch that changes production. Actions are never seen by the
 * agent; the executor runs them with the arguments of an approved proposal. One action per file, listed in index.ts.
 */
import type { z } from 'zod';
import type { ActionAlertmanager } from './ports/alertmanager.js';
import type { ActionCommands } from './ports/commands.js';
import type { ActionFlags } from './ports/flags.js';
import type { ActionGitHub } from './ports/github.js';
import type { ActionHttp } from './ports/http.js';
import type { ActionKubernetes } from './ports/kubernetes.js';
import type { Risk } from './ports/listed.js';
import type { ActionMcp } from './ports/mcp.js';
import type { ActionPaging } from './ports/paging.js';
import type { Reached, Run, RunSought } from './ports/run.js';

/** What an action may use. Credentials are the executor's own and reach nothing else. */
export interface ActionContext extends OtherServices {
  readonly signal: AbortSignal;
  readonly http: ActionHttp;
  readonly mcp: ActionMcp;
  readonly commands: ActionCommands;
}

/** Each is left out while nobody has configured it. */
export interface OtherServices {
  readonly kubernetes?: ActionKubernetes;
  readonly alertmanager?: ActionAlertmanager;
  readonly flags?: ActionFlags;
  readonly paging?: ActionPaging;
  readonly github?: ActionGitHub;
}

/** What an action would do, found out without doing it. */
export interface ActionPlan {
  /** Exactly what will happen, one line. */
  readonly effect: string;
  readonly target: { readonly name: string; readonly version: string };
  /** What the dry run found. */
  readonly dryRun: string;
  readonly risk: Risk;
  readonly isReversible: boolean;
  readonly rollback: string;
  /** Whether running it twice is the same as running it once; decides what happens after a crash in the middle. */
  readonly isIdempotent: boolean;
  /** The service it acts on, by its name in the catalogue. */
  readonly service: string;
  /** How much it touches at once; null where that cannot be told. */
  readonly blastRadius: {
    readonly replicas: number | null;
    /** Share of the service's capacity, 0–1. */
    readonly capacityShare: number | null;
  };
  /** The call that would take it back, with what is there now; null when no action can. */
  readonly undo: ActionCall | null;
}

export interface ActionCall {
  readonly action: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What it would do, in one line. */
  readonly effect: string;
}

export interface Action<I extends z.ZodType = z.ZodType> {
  /** snake_case, the file's name. */
  readonly name: string;
  /** One sentence for people. */
  readonly description: string;
  /** Every field an enum or an inventory name; strict, so that extra fields are refused. */
  readonly input: I;
  /** Looks, changes nothing. Throws UserInputError when the arguments name nothing known. */
  plan(input: z.output<I>, context: ActionContext): Promise<ActionPlan>;
  /**
   * Does it, once. Returns what the target answered. Throws UncertainOutcomeError when nobody knows whether it was done, and
   * anything else only when it certainly was not.
   */
  execute(input: z.output<I>, context: ActionContext & Run): Promise<{ readonly output: string }>;
  /**
   * Looks whether the target has come to what was wanted; changes nothing. Verifies a fix beside its expectation.
   * Undefined when that cannot be told of what was named.
   */
  check?(
    input: z.output<I>,
    context: ActionContext & { readonly sought?: RunSought },
  ): Promise<Reached | undefined>;
}

/** Returns its argument; it exists so that `plan` and `execute` know the type of their input. */
export function defineAction<I extends z.ZodType>(action: Action<I>): Action<I> {
  return action;
}
