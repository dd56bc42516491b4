/** Where log lines come from. Optional: without one, evidence says that logs were not looked at. */
import type { TimeRange } from '../../shared/series.js';
import type { MetricsAnswer } from './metrics-source.js';

export interface LogLine {
  /** Unix seconds, to the microsecond. */
  readonly time: number;
  /** As it was written, cut where it is very long. */
  readonly text: string;
  /** Of its stream: service, pod, container, as the log store names them. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface LogAnswer {
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  /** The part of the range that they cover: shorter when there were more lines than were asked for. */
  readonly covered: TimeRange;
  /** Whether lines are missing from the range. */
  readonly isPartial: boolean;
  /** What is missing and why, in sentences for people. */
  readonly warnings: readonly string[];
}

/** A log store with LogQL. Every method throws `UpstreamError` (service `loki`) and obeys `signal`. */
export interface LogSource {
  /** At most `limit` lines of the range, those at its beginning or its end; `newest` unless said otherwise. */
  queryLines(
    query: string,
    range: TimeRange,
    options: { limit: number; keep?: 'newest' | 'oldest'; signal?: AbortSignal },
  ): Promise<LogAnswer>;
  /** Numbers made from lines, such as `sum by (service) (count_over_time({…} |= "error" [1m]))`. */
  queryRange(
    query: string,
    range: TimeRange,
    options: { stepSeconds: number; signal?: AbortSignal },
  ): Promise<MetricsAnswer>;
  /** Labels that streams of the range have: to find out which one names the service. */
  listLabels(range: TimeRange, signal?: AbortSignal): Promise<readonly string[]>;
  /** Values of a label, at most `limit`. */
  listLabelValues(
    label: string,
    range: TimeRange,
    options: { limit: number; signal?: AbortSignal },
  ): Promise<{ readonly names: readonly string[]; readonly hasMore: boolean }>;
}
