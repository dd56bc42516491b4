/** How much of a score comes from choosing the threshold on the very series it is scored on, and how far chance may move it. */
import { createRandom } from '../random/create-random.js';
import {
  scoreAtBestThreshold,
  tallyAtThreshold,
  toScore,
  type Profile,
  type ScoredSeries,
} from './nab-score.js';

const SPLITS = 20;
const RESAMPLES = 2000;
const SEED = 1;

/** Threshold from a random half of the series, scored on the other half; mean over splits, each used both ways. */
export function scoreOnOtherHalf(series: readonly ScoredSeries[], profile: Profile): number {
  const random = createRandom(SEED);
  const scores: number[] = [];
  for (let split = 0; split < SPLITS; split += 1) {
    const mixed = shuffle(series, random);
    const half = mixed.length >> 1;
    scores.push(scoreLeftOut([mixed.slice(0, half), mixed.slice(half)], profile));
  }
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** Each group is scored at the threshold that is best for all the others; the groups together make one score. */
export function scoreLeftOut(groups: readonly (readonly ScoredSeries[])[], profile: Profile): number {
  const total = { sum: 0, windows: 0 };
  for (const group of groups) {
    const others = groups.filter((other) => other !== group).flat();
    const { sum, windows } = tallyAtThreshold(
      group,
      profile,
      scoreAtBestThreshold(others, profile).threshold,
    );
    total.sum += sum;
    total.windows += windows;
  }
  return toScore(total, profile);
}

/** Between which scores 95 % of runs on as many series drawn anew from these would lie (Efron's bootstrap, 1979). */
export function interval95(
  series: readonly ScoredSeries[],
  profile: Profile,
  threshold: number,
): readonly [low: number, high: number] {
  if (series.length === 0) return [0, 0];
  const random = createRandom(SEED);
  const tallies = series.map((one) => tallyAtThreshold([one], profile, threshold));
  const scores = Array.from({ length: RESAMPLES }, () => {
    const total = { sum: 0, windows: 0 };
    for (let draw = 0; draw < tallies.length; draw += 1) {
      const tally = tallies[Math.floor(random() * tallies.length)]!;
      total.sum += tally.sum;
      total.windows += tally.windows;
    }
    return toScore(total, profile);
  }).sort((a, b) => a - b);
  return [scores[Math.floor(0.025 * RESAMPLES)]!, scores[Math.floor(0.975 * RESAMPLES)]!];
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items];
  for (let index = mixed.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [mixed[index], mixed[other]] = [mixed[other]!, mixed[index]!];
  }
  return mixed;
}
