/** Whether as many slow calls as were seen may come by chance, given how many there were before. */
import { chanceOf } from '../root-cause/objective/excess.js';
import type { RunCount } from '../root-cause/question.js';

/** A few dozen calls on a dozen edges are looked at together: one false alarm in a few looks. */
const LEAST_CHANCE = 0.02;
/** Jeffreys' prior: none in thirty before does not mean never. */
const HALF = 0.5;

export function isChance(now: RunCount, before: RunCount): boolean {
  const rate = (before.times + HALF) / (before.runs + 2 * HALF);
  return chanceOf(now.times, now.runs, rate) > LEAST_CHANCE;
}
