/** Randomness and waiting for the shop, from one injectable source so that a run can be repeated. */
import { setTimeout as sleepFor } from 'node:timers/promises';

/** Random numbers in the shapes the shop needs. */
export interface Noise {
  /** Uniform between `low` and `high`. */
  between(low: number, high: number): number;
  /** True with probability `share` (0..1). */
  chance(share: number): boolean;
  /** Time to the next arrival, in ms, of independent arrivals at `perSecond`. */
  untilNextArrivalMs(perSecond: number): number;
}

export function createNoise(random: () => number = Math.random): Noise {
  return {
    between: (low, high) => low + (high - low) * random(),
    chance: (share) => random() < share,
    untilNextArrivalMs: (perSecond) => (-Math.log(1 - random()) / perSecond) * 1000,
  };
}

/** Waits without blocking; zero and below do not wait at all. */
export async function sleep(ms: number): Promise<void> {
  if (ms > 0) await sleepFor(ms);
}
