/** Where the time of requests goes: what each span spends by itself, while nothing that it called was at work. */
import type { Span, Trace } from '../../shared/trace.js';

interface SelfTime {
  readonly service: string;
  readonly operation: string;
  /** Seconds of its own, over all traces. */
  readonly seconds: number;
  readonly spans: number;
  /** How many of the spans failed. */
  readonly errors: number;
}

/** By service and operation, most time first. */
export function measureSelfTime(traces: readonly Trace[]): readonly SelfTime[] {
  const found = new Map<string, { -readonly [K in keyof SelfTime]: SelfTime[K] }>();
  for (const { spans } of traces) {
    const children = childrenOf(spans);
    for (const span of spans) {
      const key = JSON.stringify([span.service, span.name]);
      const known = found.get(key) ?? {
        service: span.service,
        operation: span.name,
        seconds: 0,
        spans: 0,
        errors: 0,
      };
      known.seconds += ownSeconds(span, children.get(span.spanId) ?? []);
      known.spans += 1;
      known.errors += span.isError ? 1 : 0;
      found.set(key, known);
    }
  }
  return [...found.values()].sort((a, b) => b.seconds - a.seconds || (a.service < b.service ? -1 : 1));
}

function childrenOf(spans: readonly Span[]): ReadonlyMap<string, readonly Span[]> {
  const children = new Map<string, Span[]>();
  for (const span of spans) {
    if (span.parentId === null) continue;
    const known = children.get(span.parentId);
    if (known) known.push(span);
    else children.set(span.parentId, [span]);
  }
  return children;
}

/** Children may overlap, and outlive their parent where nobody waits for them. */
function ownSeconds({ start, durationSeconds }: Span, children: readonly Span[]): number {
  const end = start + durationSeconds;
  const sorted = children.toSorted((a, b) => a.start - b.start);
  let [covered, reached] = [0, start];
  for (const child of sorted) {
    const from = Math.max(reached, child.start);
    const to = Math.min(end, child.start + child.durationSeconds);
    if (to <= from) continue;
    covered += to - from;
    reached = to;
  }
  return Math.max(0, durationSeconds - covered);
}
