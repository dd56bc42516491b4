/** What an action is told of the one run it is in, and what it says of how that ended. */

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

/** What one execution left at another service: it carries this key, and began no earlier than this. */
export interface RunSought {
  readonly idempotencyKey: string;
  readonly since: Date;
  /** The fix of the same action that it was to take back; left out of everything but a roll-back. */
  readonly restores?: {
    readonly arguments: Readonly<Record<string, unknown>>;
    /** Of the target, before that fix ran. */
    readonly targetVersion: string;
  };
}

/** Whether the target has come to what was wanted. */
export interface Reached {
  readonly isReached: boolean;
  /** For people: `3 of 3 replicas run the new revision`. */
  readonly text: string;
}
