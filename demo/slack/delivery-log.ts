/**
 * An append-only record of everything that crossed the border between the workspace and the app. Tests use it as the
 * oracle: what it does not hold did not happen.
 */
import type { Json } from './workspace/model.js';

export type LogEntry =
  | {
      readonly kind: 'api';
      readonly method: string;
      readonly channel: string | undefined;
      /** The message the call made or touched. */
      readonly ts: string | undefined;
      readonly threadTs: string | undefined;
      readonly ok: boolean;
      readonly error: string | undefined;
      /** HTTP status; 0 when the connection was cut instead of answered. */
      readonly status: number;
      /** True when the call changed the workspace, whatever the app was told. */
      readonly tookEffect: boolean;
      readonly durationMs: number;
      /** Arguments without the token. */
      readonly args: Json;
    }
  | {
      readonly kind: 'envelope.sent';
      readonly envelopeId: string;
      readonly type: EnvelopeType;
      readonly transport: 'socket' | 'http';
      readonly attempt: number;
      readonly payload: Json;
    }
  | {
      readonly kind: 'envelope.acked';
      readonly envelopeId: string;
      readonly type: EnvelopeType;
      readonly ackMs: number;
      readonly response: unknown;
    }
  | {
      readonly kind: 'envelope.failed';
      readonly envelopeId: string;
      readonly type: EnvelopeType;
      readonly reason: string;
    }
  | {
      readonly kind: 'response_url';
      readonly ok: boolean;
      readonly error: string | undefined;
      readonly body: Json;
    }
  | { readonly kind: 'person'; readonly user: string; readonly did: string; readonly details: Json }
  | { readonly kind: 'socket'; readonly event: 'opened' | 'closed'; readonly connections: number };

export type EnvelopeType = 'events_api' | 'slash_commands' | 'interactive';

/** `seq` counts from 1 without gaps; `at` is milliseconds since the epoch, by the workspace's clock. */
export type LoggedEntry = LogEntry & { readonly seq: number; readonly at: number };

export type DeliveryLog = ReturnType<typeof createDeliveryLog>;

export function createDeliveryLog(deps: { now: () => number }) {
  const entries: LoggedEntry[] = [];

  return {
    append(entry: LogEntry): void {
      entries.push({ seq: entries.length + 1, at: deps.now(), ...entry });
    },
    /** Entries after `afterSeq` (all of them by default), oldest first. */
    entries(afterSeq = 0): readonly LoggedEntry[] {
      return entries.slice(afterSeq);
    },
  };
}
