/** Calls between components with the time that each end measures, from spans. */
import type { EdgeObservation } from '../question.js';
import type { RecordWindows, Span } from '../records.js';

interface Pair {
  readonly caller: string;
  readonly callee: string;
  readonly latencies: number[];
  readonly served: number[];
}

/** Operations differ in what is usual, so each is an edge of its own. */
export function observeEdges({ usual, now }: RecordWindows): readonly EdgeObservation[] {
  const before = pairsOf(usual.spans);
  return [...pairsOf(now.spans)].map(([key, { caller, callee, latencies, served }]) => {
    const known = before.get(key);
    return {
      caller,
      callee,
      usual: {
        calls: known?.latencies.length ?? 0,
        latencies: known?.latencies ?? [],
        served: known?.served ?? [],
      },
      now: { calls: latencies.length, latencies, served },
    };
  });
}

function pairsOf(spans: readonly Span[]): ReadonlyMap<string, Pair> {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const found = new Map<string, Pair>();
  for (const { parentId, component: callee, operation, seconds } of spans) {
    const parent = byId.get(parentId);
    if (!parent || parent.component === callee) continue;
    const caller = parent.component;
    const key = JSON.stringify([caller, callee, operation]);
    const pair = found.get(key) ?? { caller, callee, latencies: [], served: [] };
    found.set(key, pair);
    pair.latencies.push(parent.seconds);
    pair.served.push(seconds);
  }
  return found;
}
