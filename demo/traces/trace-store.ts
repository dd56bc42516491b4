/** Spans in memory, by trace; the oldest traces go when there are too many spans. */
import type { ShopSpan } from '../shop/tracing.js';

/** A few minutes of the demo's shop during a surge, below 25 MB. */
const MAX_SPANS = 40_000;

export interface StoredTrace {
  readonly traceId: string;
  /** In the order in which they ended. */
  readonly spans: readonly ShopSpan[];
}

export interface TraceStore {
  append(span: ShopSpan): void;
  /** Oldest first. */
  traces(): Iterable<StoredTrace>;
  get(traceId: string): StoredTrace | undefined;
}

export function createTraceStore({ maxSpans = MAX_SPANS }: { maxSpans?: number } = {}): TraceStore {
  const byId = new Map<string, { readonly traceId: string; readonly spans: ShopSpan[] }>();
  let count = 0;

  return {
    append(span) {
      const trace = byId.get(span.traceId) ?? { traceId: span.traceId, spans: [] };
      byId.set(span.traceId, trace);
      trace.spans.push(span);
      count += 1;
      for (const oldest of byId.values()) {
        if (count <= maxSpans || oldest === trace) break;
        byId.delete(oldest.traceId);
        count -= oldest.spans.length;
      }
    },
    traces: () => byId.values(),
    get: (traceId) => byId.get(traceId),
  };
}
