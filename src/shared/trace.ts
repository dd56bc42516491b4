/** One request on its way through several services, as every trace store gives it and every analysis takes it. */

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
