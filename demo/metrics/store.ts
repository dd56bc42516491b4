/**
 * The in-memory time-series store of the demo: series by label set, indexed by metric name, with a retention time. It
 * evaluates nothing; look-back and ranges belong to the PromQL evaluator.
 */
import { METRIC_NAME, type LabelSet } from './label-set.js';
import { demandedName, matchesAll, type Matcher } from './matcher.js';
import { createSeries, type Series } from './series.js';

const DEFAULT_RETENTION_MS = 2 * 60 * 60 * 1000; // The longest baseline that the demo looks at.

export interface StoredSample {
  readonly labels: LabelSet;
  readonly value: number;
}

/** One atomic write, such as a scrape: all samples carry the same time unless they bring their own. */
export interface MetricsStore {
  /** Appends samples at a time in ms. Samples that are not newer than their series' last one are ignored. */
  appendSamples(timeMs: number, samples: Iterable<StoredSample>): void;
  /** Ends the given series at a time in ms. */
  markStale(timeMs: number, series: Iterable<LabelSet>): void;
  /** Series that satisfy all matchers and, when times are given, reach into [fromMs, toMs]; ordered by labels. */
  select(matchers: readonly Matcher[], fromMs?: number, toMs?: number): readonly Series[];
  /** All label names, sorted. */
  labelNames(): readonly string[];
  /** All values of one label, sorted. */
  labelValues(name: string): readonly string[];
  /** All metric names, sorted. */
  metricNames(): readonly string[];
  /** Forgets samples past the retention time and series that have none left. */
  prune(nowMs: number): void;
}

/** Creates an empty store. */
export function createMetricsStore(options: { retentionMs?: number } = {}): MetricsStore {
  const retentionMs = options.retentionMs ?? DEFAULT_RETENTION_MS;
  const byKey = new Map<string, Series>();
  const byName = new Map<string, Series[]>();

  function seriesOf(labels: LabelSet): Series {
    const known = byKey.get(labels.key);
    if (known !== undefined) return known;
    const series = createSeries(labels);
    byKey.set(labels.key, series);
    const name = labels.values.get(METRIC_NAME) ?? '';
    const siblings = byName.get(name);
    if (siblings === undefined) byName.set(name, [series]);
    else siblings.splice(insertionPoint(siblings, labels.key), 0, series);
    return series;
  }

  function select(matchers: readonly Matcher[], fromMs?: number, toMs?: number): readonly Series[] {
    const name = demandedName(matchers);
    const candidates = name === undefined ? [...byName.values()].flat() : (byName.get(name) ?? []);
    return candidates.filter(
      (series) =>
        matchesAll(series.labels, matchers) &&
        (fromMs === undefined || toMs === undefined || series.window(fromMs, toMs) !== undefined),
    );
  }

  return {
    appendSamples(timeMs, samples) {
      for (const { labels, value } of samples) seriesOf(labels).append(timeMs, value);
    },
    markStale(timeMs, series) {
      for (const { key } of series) byKey.get(key)?.appendStale(timeMs);
    },
    select,
    labelNames: () => sortedUnique([...byKey.values()].flatMap(({ labels }) => [...labels.values.keys()])),
    labelValues: (name) =>
      sortedUnique([...byKey.values()].flatMap(({ labels }) => labels.values.get(name) ?? [])),
    metricNames: () => sortedUnique(byName.keys()),
    prune(nowMs) {
      for (const [key, series] of byKey) {
        if (series.forgetBefore(nowMs - retentionMs)) continue;
        byKey.delete(key);
        const name = series.labels.values.get(METRIC_NAME) ?? '';
        const rest = (byName.get(name) ?? []).filter((other) => other !== series);
        if (rest.length === 0) byName.delete(name);
        else byName.set(name, rest);
      }
    },
  };
}

function insertionPoint(sorted: readonly Series[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.labels.key ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sortedUnique(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].toSorted();
}
