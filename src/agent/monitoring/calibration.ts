/** How often an author is right, and whether its confidence means what it says. */

/** A judgement with the confidence it was given with, 0 to 1. */
export interface Judgement {
  readonly confidence: number;
  readonly isRight: boolean;
}

export interface Calibration {
  readonly n: number;
  readonly right: number;
  /** Share of right ones; null without cases, as everything below. */
  readonly accuracy: number | null;
  /** Between these the accuracy lies with 95 % probability: Wilson's score interval. */
  readonly interval: readonly [number, number] | null;
  readonly meanConfidence: number | null;
  /** Mean of (confidence − outcome)², 0 is perfect (Brier 1950). */
  readonly brier: number | null;
  /** The same for somebody who says the accuracy of these very cases each time: what an author that knows nothing of the single case could reach. */
  readonly baselineBrier: number | null;
}

/** The 97.5th percentile of the standard normal distribution. */
const Z = 1.959964;

export function calibrate(judgements: readonly Judgement[]): Calibration {
  const n = judgements.length;
  const right = judgements.filter(({ isRight }) => isRight).length;
  if (n === 0)
    return {
      n,
      right,
      accuracy: null,
      interval: null,
      meanConfidence: null,
      brier: null,
      baselineBrier: null,
    };
  const mean = (of: (one: Judgement) => number) => judgements.reduce((sum, one) => sum + of(one), 0) / n;
  const accuracy = right / n;
  return {
    n,
    right,
    accuracy,
    interval: wilson(accuracy, n),
    meanConfidence: mean(({ confidence }) => confidence),
    brier: mean(({ confidence, isRight }) => (confidence - Number(isRight)) ** 2),
    baselineBrier: accuracy * (1 - accuracy),
  };
}

/** Wilson (1927): unlike p ± z·√(p(1−p)/n) it holds for few cases and for shares near 0 and 1. */
function wilson(share: number, n: number): readonly [number, number] {
  const z2 = Z * Z;
  const middle = share + z2 / (2 * n);
  const reach = Z * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  const scale = 1 + z2 / n;
  return [Math.max(0, (middle - reach) / scale), Math.min(1, (middle + reach) / scale)];
}
