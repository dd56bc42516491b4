/**
 * The scoring of the Numenta Anomaly Benchmark (Lavin and Ahmad, 2015): a window caught early earns most, a late catch less,
 * each alarm outside of windows costs, and one threshold serves all series of a run.
 */

/** A labelled stretch by rows, both ends included. */
export type Window = readonly [first: number, last: number];

/** One series with the score that a detector gave each row; windows in order. */
export interface ScoredSeries {
  readonly scores: ArrayLike<number>;
  readonly windows: readonly Window[];
}

/** What a caught window earns, and what a missed one and a false alarm cost. */
export interface Profile {
  readonly tp: number;
  readonly fn: number;
  readonly fp: number;
}

/** What the alarms of some series come to. */
export interface Tally {
  /** Earned less what was paid. */
  readonly sum: number;
  readonly windows: number;
  readonly caught: number;
  readonly falseAlarms: number;
}

export interface NabScore extends Tally {
  /** 100 is every window caught at its first row without any false alarm, 0 is no alarm at all. */
  readonly score: number;
  /** Alarms are rows with at least this score; Infinity is no alarm. */
  readonly threshold: number;
}

/** Rows at the start of a series that do not count: 15 %, at most what 5,000 rows would have. */
export function probationRows(rows: number): number {
  return Math.min(Math.floor(0.15 * rows), 750);
}

/** The score at the threshold that is best for these very series, as the benchmark's authors do it. */
export function scoreAtBestThreshold(series: readonly ScoredSeries[], profile: Profile): NabScore {
  let best: { tally: Tally; threshold: number } | undefined;
  sweep(series, profile, -Infinity, (tally, threshold) => {
    if (!best || tally.sum > best.tally.sum) best = { tally, threshold };
  });
  const { tally, threshold } = best ?? { tally: noTally, threshold: Infinity };
  return { ...tally, score: toScore(tally, profile), threshold };
}

/** The score at a threshold found elsewhere. */
export function scoreAtThreshold(
  series: readonly ScoredSeries[],
  profile: Profile,
  threshold: number,
): NabScore {
  const tally = tallyAtThreshold(series, profile, threshold);
  return { ...tally, score: toScore(tally, profile), threshold };
}

export function tallyAtThreshold(
  series: readonly ScoredSeries[],
  profile: Profile,
  threshold: number,
): Tally {
  let last = noTally;
  sweep(series, profile, threshold, (tally) => (last = tally));
  return last;
}

export function toScore({ sum, windows }: Pick<Tally, 'sum' | 'windows'>, { tp, fn }: Profile): number {
  if (windows === 0) return 0;
  const base = -fn * windows;
  return (100 * (sum - base)) / (tp * windows - base);
}

const noTally: Tally = { sum: 0, windows: 0, caught: 0, falseAlarms: 0 };

interface Row {
  readonly score: number;
  /** Worth as an alarm, not yet weighted. */
  readonly worth: number;
  /** Number of its window over all series; undefined outside. */
  readonly window: number | undefined;
}

/**
 * Lowers the threshold from none to `lowest`, score by score, so that each row joins the alarms once; tells what the alarms
 * come to at each.
 */
function sweep(
  series: readonly ScoredSeries[],
  { tp, fn, fp }: Profile,
  lowest: number,
  tell: (tally: Tally, threshold: number) => void,
): void {
  let windows = 0;
  const rows: Row[] = [];
  for (const one of series) {
    collectRows(one, windows, rows);
    windows += one.windows.length;
  }
  rows.sort((a, b) => b.score - a.score);

  const earned = new Map<number, number>();
  let sum = -fn * windows;
  let falseAlarms = 0;
  tell({ sum, windows, caught: 0, falseAlarms }, Infinity);
  for (const [index, { score, worth, window }] of rows.entries()) {
    if (score < lowest) break;
    if (window === undefined) {
      sum += fp * worth;
      falseAlarms += 1;
    } else {
      // The earliest alarm of a window counts: it is worth the most.
      const before = earned.get(window) ?? -fn;
      const now = earned.has(window) ? Math.max(before, tp * worth) : tp * worth;
      sum += now - before;
      earned.set(window, now);
    }
    if (rows[index + 1]?.score !== score) tell({ sum, windows, caught: earned.size, falseAlarms }, score);
  }
}

/** Rows after probation with what each would be worth as an alarm. */
function collectRows({ scores, windows }: ScoredSeries, firstWindow: number, into: Row[]): void {
  let next = 0;
  for (let row = probationRows(scores.length); row < scores.length; row += 1) {
    while ((windows[next]?.[1] ?? Infinity) < row) next += 1;
    const score = scores[row] ?? 0;
    const current = windows[next];
    if (current && row >= current[0]) {
      into.push({ score, worth: worthInside(row, current), window: firstWindow + next });
    } else {
      into.push({ score, worth: worthOutside(row, windows[next - 1]), window: undefined });
    }
  }
}

/** 1 at the window's first row, near 0 at its last. */
function worthInside(row: number, [first, last]: Window): number {
  return sigmoid(-(last - row + 1) / (last - first + 1)) / sigmoid(-1);
}

/** An alarm soon after a window costs little, far from any window all of a false alarm. */
function worthOutside(row: number, before: Window | undefined): number {
  return before ? sigmoid((row - before[1]) / Math.max(1, before[1] - before[0])) : -1;
}

function sigmoid(x: number): number {
  return x > 3 ? -1 : 2 / (1 + Math.exp(5 * x)) - 1;
}
