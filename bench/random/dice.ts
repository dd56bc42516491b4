/** Everything that is drawn by lot for a log, from one seeded source. */
import { createRandom } from './create-random.js';

export interface Dice {
  /** In [from, to). */
  number(from: number, to: number): number;
  /** In [from, to], whole. */
  whole(from: number, to: number): number;
  chance(share: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** Lower-case hexadecimal digits. */
  hex(length: number): string;
  uuid(): string;
  /** Around a median, with a tail as latencies have it. */
  skewed(median: number, spread: number): number;
}

export function createDice(seed: number): Dice {
  const next = createRandom(seed);
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const hex = (length: number) => Array.from({ length }, () => whole(0, 15).toString(16)).join('');
  return {
    number: (from, to) => from + next() * (to - from),
    whole,
    chance: (share) => next() < share,
    pick: (from) => from[whole(0, from.length - 1)] ?? from[0],
    hex,
    uuid: () => [8, 4, 4, 4, 12].map(hex).join('-'),
    skewed(median, spread) {
      // The sum of uniform numbers is normal enough.
      const normal = next() + next() + next() + next() + next() + next() - 3;
      return median * Math.exp(spread * normal);
    },
  };
}
