/** When the next call for one channel may leave: a token bucket, and a pause that Slack asked for. */
import type { Clock } from '../../shared/clock.js';

export interface PaceSettings {
  /** Slack allows about one post a second in a channel … */
  readonly perSecond: number;
  /** … and short bursts above it. */
  readonly burst: number;
}

export type Pace = ReturnType<typeof createPace>;

export function createPace(clock: Clock, { perSecond, burst }: PaceSettings) {
  let tokens = burst;
  let countedAt = clock.now().getTime();
  let pausedUntil = 0;

  const refill = (now: number) => {
    tokens = Math.min(burst, tokens + (Math.max(0, now - countedAt) / 1000) * perSecond);
    countedAt = now;
  };

  return {
    /** Milliseconds until a call may leave; 0 = now, and it is counted. */
    take(): number {
      const now = clock.now().getTime();
      refill(now);
      if (tokens < 1) return Math.ceil(((1 - tokens) / perSecond) * 1000);
      tokens -= 1;
      return 0;
    },
    pause(ms: number): void {
      pausedUntil = Math.max(pausedUntil, clock.now().getTime() + ms);
    },
    /** Milliseconds left of a pause that Slack asked for. */
    pausedForMs(): number {
      return Math.max(0, pausedUntil - clock.now().getTime());
    },
  };
}
