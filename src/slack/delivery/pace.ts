/** When the next call for one channel may leave: a token bucket, and a pause that Slack asked for. */
import type { Clock } from '../../shared/clock.js';
import { createBucket } from './bucket.js';

export interface PaceSettings {
  /** Slack allows about one post a second in a channel … */
  readonly perSecond: number;
  /** … and short bursts above it. */
  readonly burst: number;
}

export type Pace = ReturnType<typeof createPace>;

export function createPace(clock: Clock, settings: PaceSettings) {
  const bucket = createBucket(clock, settings);
  let pausedUntil = 0;

  return {
    /** Milliseconds until a call may leave; 0 = now. */
    waitMs: () => bucket.waitMs(1),
    /** Counts a call. */
    take: () => bucket.take(),
    pause(ms: number): void {
      pausedUntil = Math.max(pausedUntil, clock.now().getTime() + ms);
    },
    /** Milliseconds left of a pause that Slack asked for. */
    pausedForMs(): number {
      return Math.max(0, pausedUntil - clock.now().getTime());
    },
  };
}
