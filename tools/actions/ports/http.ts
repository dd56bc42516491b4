/** HTTP endpoints from the operator's allow-list, by name. Nothing else can be called. */
import type { ListedCall } from './listed.js';
import type { Reached } from './run.js';

export interface ActionHttp {
  /** The configured endpoint, or undefined when no such name is allowed. */
  describe(name: string): NamedEndpoint | undefined;
  /** Calls it once. Throws UpstreamError when it failed, UncertainOutcomeError when nobody knows. */
  call(name: string, options: { idempotencyKey: string; signal: AbortSignal }): Promise<EndpointAnswer>;
  /** Reads the endpoint's preview address; undefined when none is configured. Changes nothing. */
  preview(name: string, signal: AbortSignal): Promise<EndpointAnswer | undefined>;
  /** Asks whether its state was reached; undefined when no check is configured. Changes nothing. */
  check(name: string, signal: AbortSignal): Promise<Reached | undefined>;
}

export interface NamedEndpoint extends ListedCall {
  /** Another endpoint, which takes it back; null when none does. */
  readonly undo: string | null;
  /** What its check wants to see, for people; null when none is configured. */
  readonly wants: string | null;
  readonly method: string;
  readonly url: string;
  /** SHA-256 of what is sent, hex; null when nothing is. */
  readonly bodyHash: string | null;
}

export interface EndpointAnswer {
  readonly status: number;
  /** Body as text, capped; never holds the credential. */
  readonly body: string;
}
