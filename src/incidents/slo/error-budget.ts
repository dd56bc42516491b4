/**
 * What is left of an error budget, and how fast it burns. A burn rate of 1 spends exactly the whole budget in the SLO's
 * window. Two windows have to agree: the long one says that it matters, the short one that it still goes on (Google, The
 * Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts"). Pure.
 */
import type { Slo } from './slo.js';

export interface BurnPair {
  readonly longSeconds: number;
  readonly shortSeconds: number;
  /** Both windows at or above it: it burns too fast. */
  readonly factor: number;
}

const HOUR = 3600;
/** The workbook's table 5-8: 2 % of a 30-day budget in an hour, 5 % in six hours, 10 % in three days. */
export const BURN_PAIRS: readonly BurnPair[] = [
  { longSeconds: HOUR, shortSeconds: 300, factor: 14.4 },
  { longSeconds: 6 * HOUR, shortSeconds: 1800, factor: 6 },
  { longSeconds: 72 * HOUR, shortSeconds: 6 * HOUR, factor: 1 },
];

/** What one look back found: the failing share 0–1, or why there is none. */
export type FailingShare = { readonly share: number } | { readonly share: null; readonly why: string };

export interface BurnRate {
  readonly windowSeconds: number;
  /** Null when it cannot be measured; `why` then says so. */
  readonly rate: number | null;
  readonly why: string | null;
  /** History is shorter than the window: what is not on record counts as free of failures. */
  readonly isAtLeast: boolean;
}

export interface PairReading extends BurnPair {
  readonly long: BurnRate;
  readonly short: BurnRate;
  /** What both windows agree on, the smaller of the two; null when one of them is not known. */
  readonly rate: number | null;
  readonly isBurning: boolean;
}

export interface ErrorBudget {
  readonly slo: Pick<Slo, 'name' | 'service' | 'target' | 'windowSeconds'>;
  /** Share of the budget spent over the window, above 1 when it is overspent; null when it cannot be measured. */
  readonly spent: number | null;
  /** Why it cannot be measured; null when it can. */
  readonly why: string | null;
  /** Length of the history on record, at most the window. */
  readonly coveredSeconds: number;
  readonly pairs: readonly PairReading[];
}

/** 1 − 0.999 is a little more than 0.001 to a computer: whoever burns exactly at a limit burns at it. */
const ROUNDING = 1 - 1e-9;
/** Clocks and scrape intervals make a full history look a little short. */
const WHOLE = 0.98;

/** The look backs that a budget is judged by, the SLO's own window last. Pairs that do not fit into it are left out. */
export function windowsOf({ windowSeconds }: Pick<Slo, 'windowSeconds'>): readonly number[] {
  const all = pairsOf(windowSeconds).flatMap(({ longSeconds, shortSeconds }) => [shortSeconds, longSeconds]);
  return [...new Set([...all.sort((a, b) => a - b), windowSeconds])];
}

const pairsOf = (windowSeconds: number) =>
  BURN_PAIRS.filter(({ longSeconds }) => longSeconds < windowSeconds);

/**
 * @param shares by the look back in seconds; one that is missing was not asked.
 * @param coveredSeconds how far back the record goes; 0 when nothing is on record.
 */
export function assessBudget(
  slo: ErrorBudget['slo'],
  shares: ReadonlyMap<number, FailingShare>,
  coveredSeconds: number,
): ErrorBudget {
  const covered = Math.min(coveredSeconds, slo.windowSeconds);
  const rateOver = (windowSeconds: number): BurnRate => {
    const found = shares.get(windowSeconds) ?? { share: null, why: 'it was not asked for' };
    if (found.share === null) return { windowSeconds, rate: null, why: found.why, isAtLeast: false };
    const onRecord = Math.min(1, covered / windowSeconds);
    const isAtLeast = onRecord < WHOLE;
    const rate = (clampShare(found.share) * (isAtLeast ? onRecord : 1)) / (1 - slo.target);
    return { windowSeconds, rate, why: null, isAtLeast };
  };
  const whole = rateOver(slo.windowSeconds);
  const pairs = pairsOf(slo.windowSeconds).map((pair): PairReading => {
    const long = rateOver(pair.longSeconds);
    const short = rateOver(pair.shortSeconds);
    const rate = long.rate === null || short.rate === null ? null : Math.min(long.rate, short.rate);
    return { ...pair, long, short, rate, isBurning: rate !== null && rate > pair.factor * ROUNDING };
  });
  // Over its own window, the burn rate is the spent share of the budget.
  return { slo, spent: whole.rate, why: whole.why, coveredSeconds: covered, pairs };
}

/** The pair whose windows agree on the highest rate; undefined when none can be measured. */
export function fastestPair({ pairs }: ErrorBudget): (PairReading & { readonly rate: number }) | undefined {
  return pairs
    .flatMap((pair) => (pair.rate === null ? [] : [{ ...pair, rate: pair.rate }]))
    .toSorted((a, b) => b.rate - a.rate)[0];
}

/** Whether the budget's history is as long as its window. */
export function isWhole({ coveredSeconds, slo }: ErrorBudget): boolean {
  return coveredSeconds >= slo.windowSeconds * WHOLE;
}

const clampShare = (share: number) => Math.min(1, Math.max(0, share));
