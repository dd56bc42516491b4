/**
 * Scrapes targets at an interval and writes what they expose to the store, plus `up` and the scrape's own series. A series
 * that disappears, a failed scrape and a removed target end with stale markers, as in Prometheus.
 */
import { errorMessage } from '../../src/shared/errors.js';
import { labelSetFrom, labelSetOf, METRIC_NAME, type LabelSet } from './label-set.js';
import { createStalenessTracker, type StalenessTracker } from './staleness-tracker.js';
import type { MetricsStore, StoredSample } from './store.js';
import { parseTextFormat, type MetricMetadata } from './text-format.js';

export interface ScrapeTarget {
  /** Full address of the metrics page, for example `http://127.0.0.1:9000/metrics`. */
  readonly url: string;
  /** Target labels such as job, instance and service; they win over labels of the same name in the exposition. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface TargetState {
  readonly target: ScrapeTarget;
  readonly health: 'unknown' | 'up' | 'down';
  readonly lastError: string;
  /** Start of the last scrape in ms, or undefined before the first. */
  readonly lastScrapeMs: number | undefined;
  readonly lastDurationSeconds: number;
}

export interface Scraper {
  start(): void;
  /** Waits for scrapes in flight. */
  stop(): Promise<void>;
  /** Replaces the target list; targets that stay keep their series, removed ones end. */
  setTargets(targets: readonly ScrapeTarget[]): void;
  /** Scrapes every target once, now. */
  scrapeAll(): Promise<void>;
  targets(): readonly TargetState[];
  metadata(): ReadonlyMap<string, MetricMetadata>;
}

interface ActiveTarget {
  state: TargetState;
  readonly tracker: StalenessTracker;
  inFlight: Promise<void> | undefined;
  isRemoved: boolean;
}

const MIN_TIMEOUT_MS = 1_000; // Sub-second intervals must not turn a slow answer into an outage.
const PRUNE_EVERY_MS = 60_000;

export function createScraper(deps: {
  store: MetricsStore;
  targets: readonly ScrapeTarget[];
  scrapeIntervalMs: number;
  now?: () => number;
}): Scraper {
  const now = deps.now ?? Date.now;
  const timeoutMs = Math.max(deps.scrapeIntervalMs, MIN_TIMEOUT_MS);
  const active = new Map<string, ActiveTarget>();
  const metadata = new Map<string, MetricMetadata>();
  const leaving = new Set<Promise<void>>();
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let prunedAt = now();

  function setTargets(targets: readonly ScrapeTarget[]): void {
    const wanted = new Map(targets.map((target) => [targetKey(target), target]));
    for (const [key, entry] of active) {
      if (wanted.has(key)) continue;
      active.delete(key);
      entry.isRemoved = true;
      const end = (entry.inFlight ?? Promise.resolve()).then(() => entry.tracker.write(now(), []));
      leaving.add(end);
      void end.finally(() => leaving.delete(end));
    }
    for (const [key, target] of wanted) {
      if (active.has(key)) continue;
      active.set(key, {
        state: { target, health: 'unknown', lastError: '', lastScrapeMs: undefined, lastDurationSeconds: 0 },
        tracker: createStalenessTracker(deps.store),
        inFlight: undefined,
        isRemoved: false,
      });
    }
  }

  async function scrape(entry: ActiveTarget): Promise<void> {
    const { target } = entry.state;
    const startedAt = now();
    const startedExactly = performance.now();
    let samples: readonly StoredSample[] = [];
    let lastError = '';
    try {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(timeoutMs)]);
      const answer = await fetch(target.url, { signal, headers: { accept: 'text/plain;version=0.0.4' } });
      const body = await answer.text();
      if (!answer.ok) throw new Error(`server returned HTTP status ${answer.status}`);
      const exposition = parseTextFormat(body);
      for (const [name, about] of exposition.metadata) metadata.set(name, about);
      samples = exposition.samples.map(({ labels, value }) => ({
        labels: withTarget(labels, target),
        value,
      }));
    } catch (error) {
      if (stopping.signal.aborted) return;
      lastError = errorMessage(error);
    }
    if (entry.isRemoved) return;
    const lastDurationSeconds = (performance.now() - startedExactly) / 1000;
    entry.tracker.write(startedAt, [
      ...samples,
      { labels: ownSeries('up', target), value: lastError === '' ? 1 : 0 },
      { labels: ownSeries('scrape_duration_seconds', target), value: lastDurationSeconds },
      { labels: ownSeries('scrape_samples_scraped', target), value: samples.length },
    ]);
    const health = lastError === '' ? 'up' : 'down';
    entry.state = { target, health, lastError, lastScrapeMs: startedAt, lastDurationSeconds };
  }

  async function scrapeAll(): Promise<void> {
    if (now() - prunedAt > PRUNE_EVERY_MS) {
      prunedAt = now();
      deps.store.prune(prunedAt);
    }
    await Promise.all(
      [...active.values()].map((entry) => {
        // A slow target misses beats rather than piling up requests.
        entry.inFlight ??= scrape(entry).finally(() => (entry.inFlight = undefined));
        return entry.inFlight;
      }),
    );
  }

  setTargets(deps.targets);
  return {
    start() {
      timer ??= setInterval(() => void scrapeAll(), deps.scrapeIntervalMs);
      void scrapeAll();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await Promise.all([...[...active.values()].map(({ inFlight }) => inFlight), ...leaving]);
    },
    setTargets,
    scrapeAll,
    targets: () => [...active.values()].map(({ state }) => state),
    metadata: () => metadata,
  };
}

function targetKey({ url, labels }: ScrapeTarget): string {
  return JSON.stringify([url, labelSetFrom(labels).key]);
}

function ownSeries(name: string, target: ScrapeTarget): LabelSet {
  return labelSetOf([[METRIC_NAME, name], ...Object.entries(target.labels)]);
}

/** Joins exposed and target labels; a clash keeps the exposed value under `exported_<name>`. */
function withTarget(labels: LabelSet, target: ScrapeTarget): LabelSet {
  const exposed = [...labels.values].map(([name, value]): [string, string] => [
    name in target.labels ? `exported_${name}` : name,
    value,
  ]);
  return labelSetOf([...exposed, ...Object.entries(target.labels)]);
}
