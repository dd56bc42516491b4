/** Whether as many slow calls as were seen may come by chance, given how many there were before. */
import type { RunCount } from '../root-cause/question.js';

/** A few dozen calls on a dozen edges are looked at together: one false alarm in a few looks. */
const LEAST_CHANCE = 0.02;
/** Jeffreys' prior: none in thirty before does not mean never. */
const HALF = 0.5;

/** The upper tail of the binomial distribution. */
export function isChance(now: RunCount, before: RunCount): boolean {
  const rate = (before.times + HALF) / (before.runs + 2 * HALF);
  let [below, term] = [0, (1 - rate) ** now.runs];
  for (let times = 0; times < now.times; times += 1) {
    below += term;
    term *= ((now.runs - times) / (times + 1)) * (rate / (1 - rate));
  }
  return 1 - below > LEAST_CHANCE;
}
