/**
 * The contract of remediation actions: the only code in Firewatch that changes production. Actions are never seen by the
 * agent; the executor runs them with the arguments of an approved proposal. One action per file, listed in index.ts.
 */
import type { z } from 'zod';
import type { OtherServices, RunSought } from './services.js';

/** What an action may use. Credentials are the executor's own and reach nothing else. */
export interface ActionContext extends OtherServices {
  readonly signal: AbortSignal;
  readonly http: ActionHttp;
  readonly mcp: ActionMcp;
  readonly commands: ActionCommands;
}

/** Programs that the operator listed, by name. Nothing else can be started, and there is no shell between. */
export interface ActionCommands {
  /** The configured command, or undefined when no such name is allowed. */
  describe(name: string): NamedCommand | undefined;
  /** What would be started: program and arguments. Throws UserInputError for arguments that the operator does not allow. */
  fill(name: string, args: CommandArguments): readonly string[];
  /** SHA-256 of the program as it is now, hex. */
  fingerprint(name: string, signal: AbortSignal): Promise<string>;
  /** What the dry run printed; undefined when none is configured. Changes nothing. */
  dryRun(name: string, args: CommandArguments, signal: AbortSignal): Promise<string | undefined>;
  /** Starts it once. Throws UpstreamError when it failed, UncertainOutcomeError when it was ended in the middle. */
  run(
    name: string,
    args: CommandArguments,
    options: Omit<Run, 'targetVersion'> & { signal: AbortSignal },
  ): Promise<string>;
  /** Undefined when no check is configured. Changes nothing. */
  check(name: string, args: CommandArguments, signal: AbortSignal): Promise<Reached | undefined>;
}

export type CommandArguments = Readonly<Record<string, string>>;

export interface NamedCommand {
  readonly name: string;
  readonly description: string;
  readonly service: string;
  /** Program and arguments; `{version}` in place of a whole element stands for the argument of that name. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Another command, and its arguments: texts, `{version}` for what this one is given, `{target.version}` for what the dry run said. */
  readonly undo: { readonly command: string; readonly arguments: CommandArguments } | null;
  readonly risk: 'low' | 'medium' | 'high';
  readonly isIdempotent: boolean;
  readonly isReversible: boolean;
  /** How to undo it, for people. */
  readonly rollback: string;
}

/** Calls of MCP tools that the operator mapped to actions, by name. Nothing else can be called. */
export interface ActionMcp {
  /** The configured call, or undefined when no such name is allowed. */
  describe(name: string): NamedCall | undefined;
  /** SHA-256 of what the server says of the tool now, hex. Throws UserInputError when a person has to look at it first. */
  fingerprint(name: string, signal: AbortSignal): Promise<string>;
  /** Calls it once. Throws UpstreamError when it failed, UncertainOutcomeError when nobody knows. */
  call(
    name: string,
    options: { input: Readonly<Record<string, unknown>>; idempotencyKey: string; signal: AbortSignal },
  ): Promise<string>;
}

export interface NamedCall {
  readonly name: string;
  readonly description: string;
  /** Of the MCP server. */
  readonly server: string;
  readonly tool: string;
  readonly service: string;
  /** Sent as they are. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Arguments of which the runbook names one of these values. */
  readonly choices: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  readonly risk: 'low' | 'medium' | 'high';
  readonly isIdempotent: boolean;
  readonly isReversible: boolean;
  /** How to undo it, for people. */
  readonly rollback: string;
}

/** HTTP endpoints from the operator's allow-list, by name. Nothing else can be called. */
export interface ActionHttp {
  /** The configured endpoint, or undefined when no such name is allowed. */
  describe(name: string): NamedEndpoint | undefined;
  /** Calls the endpoint. Throws UpstreamError when it cannot be reached or answers other than 2xx. */
  call(name: string, options: { idempotencyKey: string; signal: AbortSignal }): Promise<EndpointAnswer>;
  /** Reads the endpoint's preview address; undefined when none is configured. Changes nothing. */
  preview(name: string, signal: AbortSignal): Promise<EndpointAnswer | undefined>;
}

export interface NamedEndpoint {
  readonly name: string;
  /** Another endpoint, which takes it back; null when none does. */
  readonly undo: string | null;
  readonly description: string;
  readonly service: string;
  readonly method: string;
  readonly url: string;
  readonly risk: 'low' | 'medium' | 'high';
  readonly isIdempotent: boolean;
  readonly isReversible: boolean;
  /** How to undo it, for people. */
  readonly rollback: string;
}

export interface EndpointAnswer {
  readonly status: number;
  /** Body as text, capped; never holds the credential. */
  readonly body: string;
}

/** What an action would do, found out without doing it. */
export interface ActionPlan {
  /** Exactly what will happen, one line. */
  readonly effect: string;
  readonly target: { readonly name: string; readonly version: string };
  /** What the dry run found. */
  readonly dryRun: string;
  readonly risk: 'low' | 'medium' | 'high';
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

/** What the executor knows about this one run. */
export interface Run {
  /** The same in each attempt of one approved proposal. */
  readonly idempotencyKey: string;
  /** Higher in each attempt: a target that keeps it can refuse a late one. */
  readonly fence: number;
  /** Of the target, as it was planned and approved; a target that can compare must refuse another. */
  readonly targetVersion: string;
  /** Who said yes, for people and for other systems' logs; left out where nobody was asked. */
  readonly approvedBy?: string;
  /** For people who watch: one line about how far it is. */
  report(line: string): void;
}

/** Whether the target has come to what was wanted. */
export interface Reached {
  readonly isReached: boolean;
  /** For people: `3 of 3 replicas run the new revision`. */
  readonly text: string;
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
  /** Does it, once. Returns what the target answered. Throws when it is certain that it failed. */
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
