import type { MessageRequest } from './message.js';

/** A claimed message: this process alone may send it until the lease ends. */
export interface ClaimedMessage extends MessageRequest {
  /** Stable name of the message; travels in Slack's message metadata to recognise it again. */
  readonly key: string;
  readonly channel: string;
  /** Where it was posted; null before the first delivery. */
  readonly ts: string | null;
  /** The thread's parent; null for an incident card. Thread messages are claimed only once the parent is posted. */
  readonly threadTs: string | null;
  /** What is being delivered; a newer touch raises it and makes the message due again. */
  readonly version: number;
  /** Failed tries since it was last delivered. */
  readonly attempts: number;
  /** An earlier attempt may have posted without our recording it: look for the key in Slack before posting again. */
  readonly isUncertain: boolean;
  readonly leaseToken: string;
  /** Lower goes first: a decision that somebody waits for. */
  readonly priority: number;
  /** No try of what is being delivered was earlier. */
  readonly wantedAt?: Date;
  /** What the way it is shown remembered; null when nothing was. */
  readonly progress: unknown;
}

/** The wanted messages as the delivery engine works through them, one lease at a time. */
export interface MessageQueue {
  /**
   * Claims due messages: decisions, then what was never posted, then edits, each with cards before evidence before notes,
   * then oldest first; of an incident's notes only the oldest. Of `fullChannels` no posts are claimed, of `fullOfEdits` no
   * edits, but for what somebody waits for; of `closedChannels`, not even that.
   */
  claim(options: {
    limit: number;
    leaseSeconds: number;
    fullChannels?: readonly string[];
    fullOfEdits?: readonly string[];
    closedChannels?: readonly string[];
  }): Promise<readonly ClaimedMessage[]>;
  /**
   * The message with what is wanted of it now, asked before it is rendered: touched while it waited for its turn, it is shown
   * with that and needs no second call. Undefined when the lease is lost.
   */
  renew(message: ClaimedMessage): Promise<ClaimedMessage | undefined>;
  /**
   * Records, before a post leaves, that its outcome is uncertain until `delivered`, and keeps the lease for as long as a
   * post takes. False when the lease is lost.
   */
  markSending(message: ClaimedMessage): Promise<boolean>;
  /** Remembers how far it is shown, when that is certain again, while it is still being shown. */
  saveProgress(message: ClaimedMessage, progress: object): Promise<void>;
  /** `ts` is null for what has no place in history, such as a Home tab. */
  delivered(message: ClaimedMessage, posted: { channel: string; ts: string | null }): Promise<void>;
  /** Gives it back for later. `isCertain` = we know that nothing was posted; `isTry` = count it among `attempts`. */
  retryLater(
    message: ClaimedMessage,
    retry: { inMs: number; error: string; isCertain: boolean; isTry: boolean },
  ): Promise<void>;
  /** Gives up until it is touched again (what it speaks about is gone, nobody helped for a day); kept with its error for people to see. */
  abandon(message: ClaimedMessage, error: string): Promise<void>;
  /** Calls back soon after any message became due; returns how to stop. */
  onDue(callback: () => void): Promise<() => Promise<void>>;
  /** What is wanted and not shown yet, and how long the oldest of it has been waiting. */
  backlog(): Promise<{ readonly count: number; readonly oldestSeconds: number }>;
}
