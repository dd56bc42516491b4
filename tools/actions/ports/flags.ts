/** Feature flags from the operator's list, by name. Nothing else can be read or set. */
import type { Listed } from './listed.js';

/** Throws UpstreamError when it failed, UncertainOutcomeError when a change was sent and nobody knows. */
export interface ActionFlags {
  /** The configured flag, or undefined when no such name is allowed. */
  describe(name: string): NamedFlag | undefined;
  read(name: string, signal: AbortSignal): Promise<FlagReading>;
  /** Asks once for one of its configured values. */
  write(
    name: string,
    value: string,
    options: {
      readonly idempotencyKey: string;
      readonly ifMatch: string | null;
      readonly signal: AbortSignal;
    },
  ): Promise<void>;
}

export interface NamedFlag extends Listed {
  /** Names of the values that it may be given. */
  readonly values: readonly string[];
  /** SHA-256 of what the operator configured for it, hex. */
  readonly meaning: string;
}

export interface FlagReading {
  /** Name of the configured value that it has; null when it has another. */
  readonly value: string | null;
  /** For people: the name of the value, or what was read. */
  readonly text: string;
  /** By which a server can refuse to change what somebody else changed meanwhile. */
  readonly etag: string | null;
}
