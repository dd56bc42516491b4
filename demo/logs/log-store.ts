/** Log lines in memory, in the order in which they came; the oldest go when there are too many. */
import { labelSetFrom, type LabelSet } from '../metrics/label-set.js';
import { matchesAll } from '../metrics/matcher.js';
import type { LineQuery } from './ast.js';

/** A few minutes of the demo's shop during a surge, below 25 MB. */
const MAX_LINES = 40_000;

export interface StoredLine {
  /** Unix nanoseconds; later lines have later ones. */
  readonly nanos: bigint;
  readonly text: string;
  readonly stream: LabelSet;
}

export interface LogStore {
  /** `atMs` is Unix time; a line from before the newest one counts as written just after it. */
  append(labels: Readonly<Record<string, string>>, text: string, atMs: number): void;
  /** Lines in [start, end), oldest first. */
  select(query: Pick<LineQuery, 'matchers' | 'filters'>, start: bigint, end: bigint): readonly StoredLine[];
}

export function createLogStore({ maxLines = MAX_LINES }: { maxLines?: number } = {}): LogStore {
  const streams = new Map<string, LabelSet>();
  let lines: StoredLine[] = [];
  let lastNanos = 0n;

  function streamOf(labels: Readonly<Record<string, string>>): LabelSet {
    const set = labelSetFrom(labels);
    const known = streams.get(set.key) ?? set;
    streams.set(set.key, known);
    return known;
  }

  /** Index of the first line at this time or later. */
  function firstFrom(nanos: bigint): number {
    let [low, high] = [0, lines.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((lines[middle]?.nanos ?? 0n) < nanos) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    append(labels, text, atMs) {
      const nanos = BigInt(Math.round(atMs * 1000)) * 1000n;
      lastNanos = nanos > lastNanos ? nanos : lastNanos + 1n;
      lines.push({ nanos: lastNanos, text, stream: streamOf(labels) });
      // In one piece now and then, rather than one line each time.
      if (lines.length > maxLines * 1.1) lines = lines.slice(-maxLines);
    },
    select({ matchers, filters }, start, end) {
      const wanted = new Set([...streams.values()].filter((stream) => matchesAll(stream, matchers)));
      return lines
        .slice(firstFrom(start), firstFrom(end))
        .filter(({ stream, text }) => wanted.has(stream) && filters.every((accepts) => accepts(text)));
    },
  };
}

/** In the order in which they come. */
export function groupByStream(lines: readonly StoredLine[]): ReadonlyMap<LabelSet, readonly StoredLine[]> {
  const groups = new Map<LabelSet, StoredLine[]>();
  for (const line of lines) {
    const known = groups.get(line.stream);
    if (known) known.push(line);
    else groups.set(line.stream, [line]);
  }
  return groups;
}
