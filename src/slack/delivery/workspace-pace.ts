/**
 * What Slack allows in a whole workspace, by method: posts beside the channel's own limit, and edits by tier 3, fifty a
 * minute (docs.slack.dev/apis/web-api/rate-limits). The last tokens are kept for what somebody waits for.
 */
import type { ClaimedMessage } from '../../incidents/ports/message-queue.js';
import type { Clock } from '../../shared/clock.js';
import { createBucket, type BucketSettings } from './bucket.js';

type Limit = BucketSettings & {
  /** Tokens that only decisions and answers may take. */
  readonly reserve: number;
};

export interface WorkspacePaceSettings {
  readonly post: Limit;
  readonly edit: Limit;
  /** Home tabs. */
  readonly publish: Limit;
  /** Answers as they grow. */
  readonly stream: Limit;
}

export const WORKSPACE_PACE: WorkspacePaceSettings = {
  // "Several hundred messages a minute" is all Slack says.
  post: { perSecond: 4, burst: 25, reserve: 5 },
  edit: { perSecond: 0.8, burst: 40, reserve: 8 },
  publish: { perSecond: 1.5, burst: 30, reserve: 0 },
  stream: { perSecond: 1.5, burst: 30, reserve: 0 },
};

/** Decisions and answers. */
export const URGENT = 1;

export type WorkspacePace = ReturnType<typeof createWorkspacePace>;

export function createWorkspacePace(clock: Clock, settings: WorkspacePaceSettings) {
  const buckets = {
    post: createBucket(clock, settings.post),
    edit: createBucket(clock, settings.edit),
    publish: createBucket(clock, settings.publish),
    stream: createBucket(clock, settings.stream),
  };

  return {
    /** Milliseconds until this message may leave; 0 = now. */
    waitMs(message: ClaimedMessage): number {
      const method = methodOf(message);
      return buckets[method].waitMs(1 + (message.priority <= URGENT ? 0 : settings[method].reserve));
    },
    /** Counts it. */
    take(message: ClaimedMessage): void {
      buckets[methodOf(message)].take();
    },
  };
}

function methodOf({ kind, ts }: ClaimedMessage): keyof WorkspacePaceSettings {
  if (kind === 'home') return 'publish';
  if (kind === 'answer') return 'stream';
  return ts === null ? 'post' : 'edit';
}
