/** Whether an author is as often right as it was. */

/** The cases that are compared with all before them. */
const RECENT_CASES = 30;
/** With fewer before them, only a collapse could be told from chance. */
const EARLIER_CASES = 20;
/**
 * Looked at after every case, so that chance gets many tries: at 0.05 a steady author would be accused in most years. See
 * docs/model-monitoring.md for how often it is at this level.
 */
export const DRIFT_LEVEL = 0.005;

export interface Share {
  readonly right: number;
  readonly n: number;
}

export type Drift =
  | { readonly verdict: 'too few'; readonly n: number; readonly needed: number }
  | {
      readonly verdict: 'steady' | 'worse' | 'better';
      readonly recent: Share;
      readonly earlier: Share;
      /** Two-sided, from Fisher's exact test. */
      readonly p: number;
    };

/** `outcomes`: whether each labelled case was right, oldest first. */
export function findDrift(outcomes: readonly boolean[]): Drift {
  const needed = RECENT_CASES + EARLIER_CASES;
  if (outcomes.length < needed) return { verdict: 'too few', n: outcomes.length, needed };
  const recent = shareOf(outcomes.slice(-RECENT_CASES));
  const earlier = shareOf(outcomes.slice(0, -RECENT_CASES));
  const p = fisherExact(recent, earlier);
  const isWorse = recent.right / recent.n < earlier.right / earlier.n;
  return { verdict: p >= DRIFT_LEVEL ? 'steady' : isWorse ? 'worse' : 'better', recent, earlier, p };
}

/**
 * How probable a difference as improbable as this one, or more, would be if both shares were the same: exact for any number
 * of cases (Fisher 1922; two-sided as the sum of all tables no more probable than the one seen).
 */
export function fisherExact(a: Share, b: Share): number {
  const all = a.n + b.n;
  const right = a.right + b.right;
  const logs = logFactorials(all);
  const choose = (n: number, k: number) => (logs[n] ?? 0) - (logs[k] ?? 0) - (logs[n - k] ?? 0);
  const logProbability = (k: number) => choose(right, k) + choose(all - right, a.n - k) - choose(all, a.n);
  const seen = logProbability(a.right);
  let p = 0;
  for (let k = Math.max(0, a.n - (all - right)); k <= Math.min(a.n, right); k += 1) {
    const log = logProbability(k);
    // Equally probable tables differ by rounding.
    if (log <= seen + 1e-9) p += Math.exp(log);
  }
  return Math.min(1, p);
}

function shareOf(outcomes: readonly boolean[]): Share {
  return { right: outcomes.filter(Boolean).length, n: outcomes.length };
}

function logFactorials(n: number): readonly number[] {
  const logs = [0];
  for (let k = 1; k <= n; k += 1) logs.push((logs[k - 1] ?? 0) + Math.log(k));
  return logs;
}
