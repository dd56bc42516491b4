/** A series in a few numbers: where it begins and ends, its extremes with their times, its changes of level and its gaps. */
import { findLevelChanges } from '../../src/analysis/level-changes.js';
import type { Series, TimeRange } from '../../src/shared/series.js';
import { cut } from '../../src/shared/text.js';
import { digits, formatMoment } from './format.js';

const MAX_LABELS = 12;
const MAX_LABEL_CHARS = 100;
const MAX_CHANGES = 3;
const MAX_GAPS = 3;
/** Steps without a sample that count as a gap; one may be missing by the way samples fall. */
const GAP_STEPS = 2.5;
const DAY_MS = 86_400_000;

export interface SeriesSummary {
  readonly labels: Readonly<Record<string, string>>;
  readonly first: number;
  readonly last: number;
  readonly min: number;
  readonly minAt: string;
  readonly max: number;
  readonly maxAt: string;
  readonly mean: number;
  /** `03:15:00 from 2 to 40`. */
  readonly changes: readonly string[];
  /** `03:00:00 to 03:05:00`: without samples. */
  readonly gaps: readonly string[];
}

/** Empty for a series without a finite sample. */
export function summariseSeries(
  { labels, times, values }: Series,
  { range, stepSeconds }: { readonly range: TimeRange; readonly stepSeconds: number },
): readonly SeriesSummary[] {
  const first = values[0];
  const last = values.at(-1);
  if (first === undefined || last === undefined) return [];
  let low = 0;
  let high = 0;
  for (const [index, value] of values.entries()) {
    if (value < (values[low] ?? first)) low = index;
    if (value > (values[high] ?? first)) high = index;
  }
  const at = (index: number) => formatTime(times[index] ?? 0, range);
  return [
    {
      labels: shorten(labels),
      first: digits(first),
      last: digits(last),
      min: digits(values[low] ?? first),
      minAt: at(low),
      max: digits(values[high] ?? first),
      maxAt: at(high),
      mean: shortDigits(values.reduce((sum, value) => sum + value, 0) / values.length),
      changes: findLevelChanges(values, MAX_CHANGES).map(
        ({ index, from, to }) => `${at(index)} from ${shortDigits(from)} to ${shortDigits(to)}`,
      ),
      gaps: findGaps(times, { range, stepSeconds }),
    },
  ];
}

function findGaps(
  times: readonly number[],
  { range, stepSeconds }: { readonly range: TimeRange; readonly stepSeconds: number },
): readonly string[] {
  const edges = [range.start.getTime() / 1000, ...times, range.end.getTime() / 1000];
  return edges
    .flatMap((time, index) => {
      const before = edges[index - 1];
      return before !== undefined && time - before > GAP_STEPS * stepSeconds
        ? [`${formatTime(before, range)} to ${formatTime(time, range)}`]
        : [];
    })
    .slice(0, MAX_GAPS);
}

function shorten(labels: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(labels).slice(0, MAX_LABELS);
  return Object.fromEntries(
    entries.map(([key, value]) => [cut(key, MAX_LABEL_CHARS), cut(value, MAX_LABEL_CHARS)]),
  );
}

const shortDigits = (value: number): number => Number(value.toPrecision(3));

/** The time of day where that is enough; the range is told with its dates. */
function formatTime(seconds: number, { start, end }: TimeRange): string {
  const at = new Date(seconds * 1000);
  return end.getTime() - start.getTime() < DAY_MS ? at.toISOString().slice(11, 19) : formatMoment(at);
}
