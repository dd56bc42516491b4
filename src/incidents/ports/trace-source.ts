/** Where traces come from. Optional: without one, evidence says that traces were not looked at. */
import type { TimeRange } from '../../shared/series.js';
import type { Trace } from '../../shared/trace.js';

export type { Span, SpanKind, Trace } from '../../shared/trace.js';

export interface TraceSearch {
  /** Traces with a span of this service. */
  readonly service: string;
  readonly range: TimeRange;
  /** Only traces in which a span of that service failed. */
  readonly onlyErrors?: boolean;
  /** Only traces in which a span of that service took at least this long. */
  readonly minDurationSeconds?: number;
  /** Most traces to return. Trace stores give any that fit, not the newest or slowest. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

export interface TracesAnswer {
  readonly traces: readonly Trace[];
  /** What was asked, as the store's own query, to be shown as evidence. */
  readonly query: string;
  /** Whether there are more traces, or some could not be read. */
  readonly isPartial: boolean;
  /** What is missing and why, in sentences for people. */
  readonly warnings: readonly string[];
}

/** A trace store. Every method throws `UpstreamError` (service `tempo` or `jaeger`) and obeys `signal`. */
export interface TraceSource {
  findTraces(search: TraceSearch): Promise<TracesAnswer>;
  /** Undefined when there is no such trace. */
  getTrace(traceId: string, signal?: AbortSignal): Promise<Trace | undefined>;
  listServices(signal?: AbortSignal): Promise<readonly string[]>;
}
