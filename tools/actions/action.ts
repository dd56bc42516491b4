/**
 * The contract of remediation actions: the only code in Firewatch that changes production. Actions are never seen by the
 * agent; the executor runs them with the arguments of an approved proposal. One action per file, listed in index.ts.
 */
import type { z } from 'zod';

/** What an action may use. Credentials are the executor's own and reach nothing else. */
export interface ActionContext {
  readonly signal: AbortSignal;
  readonly http: ActionHttp;
  readonly mcp: ActionMcp;
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
  /** Looks whether the target has come to what was wanted; changes nothing. Verifies a fix beside its expectation. */
  check?(input: z.output<I>, context: ActionContext): Promise<Reached>;
}

/** Returns its argument; it exists so that `plan` and `execute` know the type of their input. */
export function defineAction<I extends z.ZodType>(action: Action<I>): Action<I> {
  return action;
}
