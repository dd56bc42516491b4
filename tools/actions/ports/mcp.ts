/** Calls of MCP tools that the operator mapped to actions, by name. Nothing else can be called. */
import type { ListedCall } from './listed.js';

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

export interface NamedCall extends ListedCall {
  /** Of the MCP server. */
  readonly server: string;
  readonly tool: string;
  /** Sent as they are. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Arguments of which the runbook names one of these values. */
  readonly choices: Readonly<Record<string, readonly (string | number | boolean)[]>>;
}
