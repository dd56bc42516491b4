/** How a ranked list is scored against the truth, and how far a share of few cases can be trusted. */

/** What a method answered for one case; joined with the truth by the scorer alone. */
export interface Answer {
  readonly caseId: string;
  /** Best first; empty when the method abstains. */
  readonly ranked: readonly string[];
}

/** Orders by score, highest first; equal scores by name, in ascending code points. */
export function byScore(scores: ReadonlyMap<string, number>): readonly string[] {
  return [...scores]
    .sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : nameA > nameB ? 1 : 0))
    .map(([name]) => name);
}

/** Place of the truth among the distinct entries, from 1; undefined when it is not there. */
export function rankOf(ranked: readonly string[], truth: string): number | undefined {
  const place = [...new Set(ranked)].indexOf(truth);
  return place === -1 ? undefined : place + 1;
}

export interface RankScores {
  readonly n: number;
  /** Share of cases whose truth is among the first 1, 3, 5 distinct entries. */
  readonly top1: number;
  readonly top3: number;
  readonly top5: number;
  /** Mean of 1/rank; 0 for what is absent. */
  readonly mrr: number;
}

/** Scores of the places at which the truths were found. */
export function scoreRanks(ranks: readonly (number | undefined)[]): RankScores {
  const n = ranks.length;
  const within = (k: number) =>
    n === 0 ? 0 : ranks.filter((rank) => rank !== undefined && rank <= k).length / n;
  const sum = ranks.reduce<number>((total, rank) => total + (rank === undefined ? 0 : 1 / rank), 0);
  return { n, top1: within(1), top3: within(3), top5: within(5), mrr: n === 0 ? 0 : sum / n };
}

/** 95 % interval of a share of n cases (Wilson, 1927): honest for few cases and at 0 and 1. */
export function wilson95(share: number, n: number): readonly [low: number, high: number] {
  if (n === 0) return [0, 1];
  const z = 1.96;
  const center = share + (z * z) / (2 * n);
  const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return [Math.max(0, (center - half) / scale), Math.min(1, (center + half) / scale)];
}

/** ".714 (.53–.85)" for tables. */
export function formatShare(share: number, n: number): string {
  const [low, high] = wilson95(share, n);
  return `${share.toFixed(3)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

/** How sure a method was of the first entry of its list, and whether that was right. */
export interface Claim {
  /** 0–1. */
  readonly confidence: number;
  readonly isRight: boolean;
}

/** What a ranking claims; one that abstains claims nothing, with a confidence of 0. */
export function claimOf(
  ranked: readonly { readonly component: string; readonly confidence: number }[],
  truth: string,
): Claim {
  const [first] = ranked;
  return { confidence: first?.confidence ?? 0, isRight: first?.component === truth };
}

export interface ConfidenceScores {
  readonly n: number;
  /** Share of claims that are right. */
  readonly accuracy: number;
  /** Equal to the accuracy when claims are neither too bold nor too timid on average. */
  readonly meanConfidence: number;
  /** Mean squared distance of the confidence from what came true (Brier, 1950): 0 is perfect, smaller is better. */
  readonly brier: number;
  /** The same for one who claims the accuracy every time: above it, the confidence is worth less than a constant. */
  readonly brierOfBaseRate: number;
}

/** Whether confidences can be believed; rounded to three places. */
export function scoreConfidence(claims: readonly Claim[]): ConfidenceScores {
  const n = claims.length;
  const mean = (valueOf: (claim: Claim) => number) =>
    n === 0 ? 0 : claims.reduce((sum, claim) => sum + valueOf(claim), 0) / n;
  const accuracy = mean(({ isRight }) => Number(isRight));
  return {
    n,
    accuracy: round3(accuracy),
    meanConfidence: round3(mean(({ confidence }) => confidence)),
    brier: round3(mean(({ confidence, isRight }) => (confidence - Number(isRight)) ** 2)),
    brierOfBaseRate: round3(accuracy * (1 - accuracy)),
  };
}

/** One sentence for each method, for the notes below a table. */
export function describeConfidence(byMethod: Readonly<Record<string, ConfidenceScores>>): readonly string[] {
  return Object.entries(byMethod).map(
    ([method, { n, accuracy, meanConfidence, brier, brierOfBaseRate }]) =>
      `Confidence of ${method}: ${meanConfidence.toFixed(2)} on average, right in ${accuracy.toFixed(2)} of ${n}; ` +
      `Brier score ${brier.toFixed(3)} (${brierOfBaseRate.toFixed(3)} for always saying ${accuracy.toFixed(2)}).`,
  );
}

export const round3 = (value: number): number => Math.round(value * 1000) / 1000;
