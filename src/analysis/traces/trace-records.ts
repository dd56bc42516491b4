/** Traces as the records that the ranking knows. What a span calls without a span of its own gets one from its caller. */
import { maskOperation, type Records, type Span } from '../root-cause/records.js';
import type { Span as PortSpan, Trace } from '../../shared/trace.js';

/** @param isKnown whether a name is one of the catalogue's services. */
export function toRecords(traces: readonly Trace[], isKnown: (name: string) => boolean): Records {
  return { spans: traces.flatMap((trace) => toSpans(trace, isKnown)), lines: [] };
}

function toSpans({ traceId, spans }: Trace, isKnown: (name: string) => boolean): readonly Span[] {
  const parents = new Set(spans.map(({ parentId }) => parentId));
  return spans.flatMap((span): readonly Span[] => {
    const id = `${traceId}/${span.spanId}`;
    const own: Span = {
      id,
      parentId: span.parentId === null ? '' : `${traceId}/${span.parentId}`,
      traceId,
      component: span.service,
      operation: maskOperation(span.name),
      start: span.start,
      seconds: span.durationSeconds,
    };
    const peer = parents.has(span.spanId) ? undefined : peerOf(span, isKnown);
    if (peer === undefined) return [own];
    return [own, { ...own, id: `${id}/peer`, parentId: id, component: peer }];
  });
}

/** The service of the catalogue that a span calls, by any of the names that it has for it. */
export function peerOf(
  { kind, service, peers = [] }: PortSpan,
  isKnown: (name: string) => boolean,
): string | undefined {
  if (kind !== 'client' && kind !== 'producer') return undefined;
  return peers.find((name) => name !== service && isKnown(name));
}

export const startOf = ({ spans }: Trace): number => Math.min(...spans.map(({ start }) => start));
