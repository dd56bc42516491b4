import type { Series, TimeRange } from '../../shared/series.js';

export interface MetricsAnswer {
  readonly series: readonly Series[];
  /** True when the backend or our limits left something out; the answer is then not complete. */
  readonly isPartial: boolean;
  /** What the backend warned about, and what we cut, in sentences. */
  readonly warnings: readonly string[];
}

/** A Prometheus-compatible backend. Every method throws `UpstreamError` (service `prometheus`) and obeys `signal`. */
export interface MetricsSource {
  /** One value per series at `at` (default: now). */
  queryInstant(query: string, options: { at?: Date; signal?: AbortSignal }): Promise<MetricsAnswer>;
  /** Samples every `stepSeconds` over the range; the step is raised where the backend would refuse so many points. */
  queryRange(
    query: string,
    range: TimeRange,
    options: { stepSeconds: number; signal?: AbortSignal },
  ): Promise<MetricsAnswer>;
  /** Metric names containing `contains` (case-insensitive), at most `limit`. */
  listMetrics(options: {
    contains: string;
    limit: number;
    signal?: AbortSignal;
  }): Promise<{ readonly names: readonly string[]; readonly hasMore: boolean }>;
}
