/**
 * The scoring of the Numenta Anomaly Benchmark (Lavin and Ahmad, 2015): a window caught early earns most, a late catch less,
 * each alarm outside of windows costs, and one threshold serves all series of a run.
 */

/** One series with the score that a detector gave each row; windows by row, both ends included, in order. */
export interface ScoredSeries {
  readonly scores: ArrayLike<number>;
  readonly windows: readonly (readonly [first: number, last: number])[];
}

/** What a caught window earns, and what a missed one and a false alarm cost. */
export interface Profile {
  readonly tp: number;
  readonly fn: number;
  readonly fp: number;
}

export interface NabScore {
  /** 100 is every window caught at its first row without any false alarm, 0 is no alarm at all. */
  readonly score: number;
  /** Alarms are rows with at least this score; Infinity is no alarm. */
  readonly threshold: number;
  readonly caught: number;
  readonly windows: number;
  readonly falseAlarms: number;
}

/** Rows at the start of a series that do not count: 15 %, at most what 5,000 rows would have. */
export function probationRows(rows: number): number {
  return Math.min(Math.floor(0.15 * rows), 750);
}

/** The score at the threshold that is best for these very series, as the benchmark's authors do it. */
export function scoreAtBestThreshold(series: readonly ScoredSeries[], profile: Profile): NabScore {
  return sweep(series, profile, undefined);
}

/** The score at a threshold found elsewhere. */
export function scoreAtThreshold(
  series: readonly ScoredSeries[],
  profile: Profile,
  threshold: number,
): NabScore {
  return sweep(series, profile, threshold);
}

interface Row {
  readonly score: number;
  /** Worth as an alarm, not yet weighted. */
  readonly value: number;
  /** Number of its window over all series; -1 outside. */
  readonly window: number;
}

/** Lowers the threshold from score to score; each row joins the alarms once. */
function sweep(series: readonly ScoredSeries[], profile: Profile, fixed: number | undefined): NabScore {
  const rows = series.flatMap(({ windows }, index) => {
    const before = series.slice(0, index).reduce((sum, other) => sum + other.windows.length, 0);
    return windows.length >= 0 ? rowsOf(series[index]!, before) : [];
  });
  rows.sort((a, b) => b.score - a.score);
  const windows = series.reduce((sum, { windows: own }) => sum + own.length, 0);
  const base = -profile.fn * windows;
  const span = profile.tp * windows - base;
  const toScore = (sum: number) => (span === 0 ? 0 : (100 * (sum - base)) / span);

  const best = new Map<number, number>();
  let [sum, falseAlarms] = [base, 0];
  let result: NabScore = { score: 0, threshold: Infinity, caught: 0, windows, falseAlarms: 0 };
  for (let index = 0; index < rows.length; index += 1) {
    const { score, value, window } = rows[index]!;
    if (fixed !== undefined && score < fixed) break;
    if (window === -1) {
      sum += profile.fp * value;
      falseAlarms += 1;
    } else {
      const earned = profile.tp * value;
      const before = best.get(window) ?? -profile.fn;
      // A late catch may be worth less than nothing; the first alarm still replaces the missed window.
      if (!best.has(window) || earned > before) {
        sum += earned - before;
        best.set(window, earned);
      }
    }
    const isLastOfItsScore = rows[index + 1]?.score !== score;
    if (isLastOfItsScore && (fixed !== undefined || toScore(sum) > result.score)) {
      result = { score: toScore(sum), threshold: score, caught: best.size, windows, falseAlarms };
    }
  }
  return fixed === undefined ? result : { ...result, threshold: fixed };
}

/** Rows after probation with what each would be worth as an alarm. */
function rowsOf({ scores, windows }: ScoredSeries, firstWindow: number): readonly Row[] {
  const rows: Row[] = [];
  let next = 0;
  for (let index = 0; index < scores.length; index += 1) {
    while (next < windows.length && windows[next]![1] < index) next += 1;
    if (index < probationRows(scores.length)) continue;
    const score = scores[index] ?? 0;
    const current = windows[next];
    if (current && index >= current[0]) {
      rows.push({ score, value: worthInside(index, current), window: firstWindow + next });
    } else {
      rows.push({ score, value: worthOutside(index, windows[next - 1]), window: -1 });
    }
  }
  return rows;
}

type Window = readonly [first: number, last: number];

/** 1 at the window's first row, near 0 at its last. */
function worthInside(row: number, [first, last]: Window): number {
  const width = last - first + 1;
  return sigmoid(-(last - row + 1) / width) / sigmoid(-1);
}

/** An alarm soon after a window costs little, far from any window all of a false alarm. */
function worthOutside(row: number, before: Window | undefined): number {
  if (!before) return -1;
  const [first, last] = before;
  return sigmoid((row - last) / Math.max(1, last - first));
}

function sigmoid(x: number): number {
  return x > 3 ? -1 : 2 / (1 + Math.exp(5 * x)) - 1;
}
