/** Remembers which series a source wrote last time and ends those that it no longer writes, as Prometheus does. */
import type { LabelSet } from './label-set.js';
import type { MetricsStore, StoredSample } from './store.js';

export interface StalenessTracker {
  /** Appends the samples at a time in ms and ends every series of the previous call that is missing from this one. */
  write(timeMs: number, samples: readonly StoredSample[]): void;
}

/** One tracker per source (a scrape target, a rule). */
export function createStalenessTracker(store: MetricsStore): StalenessTracker {
  let previous = new Map<string, LabelSet>();
  return {
    write(timeMs, samples) {
      const current = new Map(samples.map(({ labels }) => [labels.key, labels]));
      store.appendSamples(timeMs, samples);
      store.markStale(
        timeMs,
        [...previous.values()].filter(({ key }) => !current.has(key)),
      );
      previous = current;
    },
  };
}
