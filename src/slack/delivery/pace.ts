/**
 * When the next call for one channel may leave: a token bucket for posts and one for edits, which Slack counts apart, and a
 * pause that Slack asked for (docs.slack.dev/apis/web-api/rate-limits: limits are per method).
 */
import type { Clock } from '../../shared/clock.js';
import { createBucket } from './bucket.js';

export interface PaceSettings {
  /** Slack allows about one post a second in a channel; edits get as much, and share the workspace's limit beside it. */
  readonly perSecond: number;
  /** … and short bursts above it. */
  readonly burst: number;
  /** Edits are limited in the workspace alone: here it is only that no channel takes all of them for long. */
  readonly editBurst: number;
}

export type Pace = ReturnType<typeof createPace>;

export function createPace(clock: Clock, settings: PaceSettings) {
  const posts = createBucket(clock, settings);
  const edits = createBucket(clock, { ...settings, burst: settings.editBurst });
  const bucketOf = (isEdit: boolean) => (isEdit ? edits : posts);
  let pausedUntil = 0;

  return {
    /** Milliseconds until a post, or an edit, may leave; 0 = now. */
    waitMs: (isEdit: boolean) => bucketOf(isEdit).waitMs(1),
    /** Counts a call. */
    take: (isEdit: boolean) => bucketOf(isEdit).take(),
    pause(ms: number): void {
      pausedUntil = Math.max(pausedUntil, clock.now().getTime() + ms);
    },
    /** Milliseconds left of a pause that Slack asked for. */
    pausedForMs(): number {
      return Math.max(0, pausedUntil - clock.now().getTime());
    },
  };
}
