/** Where traces come from. Optional: without one, evidence says that traces were not looked at. */
import type { TimeRange } from '../../shared/series.js';

export type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal';

/** One piece of work of one service for one request. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** Null for the root, and for spans whose parent is in another trace. */
  readonly parentId: string | null;
  readonly service: string;
  /** What it did: `GET /cart`. */
  readonly name: string;
  readonly kind: SpanKind;
  /** Unix seconds. */
  readonly start: number;
  readonly durationSeconds: number;
  readonly isError: boolean;
  /** What it said about its failure; null when nothing. */
  readonly errorMessage: string | null;
  /** Names of what it calls, when it calls something: the most telling first. Databases have no spans of their own. */
  readonly peers?: readonly string[];
}

export interface Trace {
  readonly traceId: string;
  /** In order of their start. */
  readonly spans: readonly Span[];
  /** Whether spans are known to be missing. */
  readonly isPartial: boolean;
}

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
