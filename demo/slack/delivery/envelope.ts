/** One thing sent to the app, and what became of it. */
import type { EnvelopeType } from '../delivery-log.js';
import type { Json } from '../workspace/model.js';

export interface Envelope {
  readonly id: string;
  readonly type: EnvelopeType;
  readonly payload: Json;
  /** 0 for the first try. */
  readonly attempt: number;
  readonly retryReason: string | undefined;
}

/** Why Slack counts a delivery as failed; the names are those of X-Slack-Retry-Reason. */
export type FailureReason = 'http_timeout' | 'connection_failed' | 'http_error' | 'not_connected';

export type Outcome =
  | { readonly isAcked: true; readonly response: unknown }
  | {
      readonly isAcked: false;
      readonly reason: FailureReason;
      /** True when the app asked not to be sent it again (`X-Slack-No-Retry: 1`). */
      readonly isFinal?: boolean;
    };

/** A way to reach the app. */
export interface Transport {
  readonly name: 'socket' | 'http';
  isReady(): boolean;
  send(envelope: Envelope): Promise<Outcome>;
}
