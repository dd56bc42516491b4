/**
 * Edges that were hardly used while all was well. How long their callees take is unknown, but what is lost between two ends
 * is much the same on all edges of one network, so the others' tell what is usual.
 */
import type { EdgeObservation } from '../question.js';

/** Usual calls that an edge needs to be judged by itself. */
export const MIN_USUAL_CALLS = 2;
/** Gaps kept, evenly spaced over all edges: enough for quartiles. */
const MAX_POOLED = 512;

/** The edges, with the time between both ends alone for those that have no past of their own. */
export function lendPast(edges: readonly EdgeObservation[]): readonly EdgeObservation[] {
  const isKnown = ({ usual }: EdgeObservation) => usual.latencies.length >= MIN_USUAL_CALLS;
  if (edges.every(isKnown)) return edges;
  const all = edges.flatMap(({ usual }) => gapsOf(usual.latencies, usual.served));
  const step = Math.max(1, Math.ceil(all.length / MAX_POOLED));
  const pooled = all.filter((_, index) => index % step === 0);
  const nothing = pooled.map(() => 0);
  return edges.map((edge) => {
    if (isKnown(edge)) return edge;
    const gaps = gapsOf(edge.now.latencies, edge.now.served);
    return {
      ...edge,
      usual: { calls: edge.usual.calls, latencies: pooled, served: nothing },
      now: { calls: edge.now.calls, latencies: gaps, served: gaps.map(() => 0) },
    };
  });
}

/** Empty when the two ends did not measure the same calls. */
function gapsOf(latencies: ArrayLike<number>, served: ArrayLike<number>): number[] {
  if (latencies.length !== served.length) return [];
  return Array.from(latencies, (seconds, index) => Math.max(0, seconds - (served[index] ?? 0)));
}
