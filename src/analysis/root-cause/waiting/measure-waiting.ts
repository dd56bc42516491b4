/** How much longer than usual callers wait on one edge of the call graph, and at which of its ends. */
import { MIN_USUAL_CALLS } from './pooled-gaps.js';
import type { EdgeObservation, RunCount } from '../question.js';
import type { UsualDescriber } from '../usual.js';

/** Smallest spread of a latency: a quarter of the usual; networks and schedulers take as much. */
const RELATIVE_FLOOR = 0.25;
/** Calls within three spreads are noise. */
const NOISE_SPREADS = 3;

export interface Waiting {
  readonly edge: EdgeObservation;
  /** Seconds beyond the usual, over all calls: as the caller sees it, in the callee, and between them. */
  readonly total: number;
  readonly served: number;
  readonly between: number;
  readonly slowBefore: RunCount;
  readonly slowNow: RunCount;
  /** Seconds per call: usually, and now. */
  readonly from: number;
  readonly to: number;
}

/** Undefined when nothing is usual, or nothing takes longer. */
export function measureWaiting(edge: EdgeObservation, describer: UsualDescriber): Waiting | undefined {
  const seen = measureExcess(edge.usual.latencies, edge.now.latencies, describer);
  if (!seen) return undefined;
  const { calls } = edge.now;
  // Without the other end's clock all of it counts as spent in the callee.
  const hasEnd = edge.now.served.length > 0 && edge.usual.served.length > 0;
  const inCallee = hasEnd
    ? (measureExcess(edge.usual.served, edge.now.served, describer)?.mean ?? 0)
    : seen.mean;
  const served = Math.min(seen.mean, inCallee);
  return {
    edge,
    total: seen.mean * calls,
    served: served * calls,
    between: (seen.mean - served) * calls,
    slowBefore: seen.slowBefore,
    slowNow: seen.slowNow,
    from: seen.center,
    to: seen.center + seen.mean,
  };
}

interface LatencyExcess {
  readonly center: number;
  /** Mean over all calls of what slow ones take beyond the usual centre. */
  readonly mean: number;
  readonly slowBefore: RunCount;
  readonly slowNow: RunCount;
}

function measureExcess(
  before: ArrayLike<number>,
  now: ArrayLike<number>,
  describer: UsualDescriber,
): LatencyExcess | undefined {
  const usual = describer.describe(before);
  if (!usual || usual.count < MIN_USUAL_CALLS) return undefined;
  const spread = Math.max(usual.spreadUp, RELATIVE_FLOOR * usual.center);
  const limit = usual.center + NOISE_SPREADS * spread;
  const slowBefore = countBeyond(before, limit);
  const slowNow = countBeyond(now, limit);
  if (slowNow.times === 0 || slowNow.times / slowNow.runs <= slowBefore.times / slowBefore.runs)
    return undefined;
  const mean = (slowNow.sum - slowNow.times * usual.center) / slowNow.runs;
  return { center: usual.center, mean, slowBefore, slowNow };
}

function countBeyond(values: ArrayLike<number>, limit: number): RunCount & { readonly sum: number } {
  let [runs, times, sum] = [0, 0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    runs += 1;
    if (value <= limit) continue;
    times += 1;
    sum += value;
  }
  return { runs, times, sum };
}
