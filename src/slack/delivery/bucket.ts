/** A token bucket. Pure but for the clock. */
import type { Clock } from '../../shared/clock.js';

export interface BucketSettings {
  readonly perSecond: number;
  readonly burst: number;
}

export function createBucket(clock: Clock, { perSecond, burst }: BucketSettings) {
  let tokens = burst;
  let countedAt = clock.now().getTime();

  function refill(): void {
    const now = clock.now().getTime();
    tokens = Math.min(burst, tokens + (Math.max(0, now - countedAt) / 1000) * perSecond);
    countedAt = now;
  }

  return {
    /** Milliseconds until it holds so many tokens; 0 = it does. */
    waitMs(wanted: number): number {
      refill();
      return tokens >= wanted ? 0 : Math.ceil(((wanted - tokens) / perSecond) * 1000);
    },
    take(): void {
      refill();
      tokens -= 1;
    },
  };
}
