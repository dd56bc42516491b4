/**
 * Where requests wait longer than usual. The time that a caller waits for a callee is time in the callee, time in the
 * callee's own callees, or time between the two ends. Only the first and the last speak against a component: self time, as
 * in profilers (gprof, 1982) and span trees (Dapper, 2010).
 */
import { formatValue } from '../format-value.js';
import type { Evidence } from './evidence.js';
import { chanceOf } from './excess.js';
import type { EdgeObservation, Reason, RootCauseQuestion } from './question.js';
import { createUsualDescriber, type UsualDescriber } from './usual.js';

/** Nats for a component where all of the additional waiting begins, when waiting has at least doubled. */
const WEIGHT = 20;
/** Smallest spread of a latency: two milliseconds, or a quarter of the usual; networks and schedulers take as much. */
const FLOOR = { absolute: 0.002, relative: 0.25 };
const NOISE_SPREADS = 3;
/** Largest probability with which as many slow calls may have come by chance. */
const MAX_CHANCE = 0.01;
const MIN_USUAL = 3;

interface Waiting {
  readonly edge: EdgeObservation;
  /** Seconds beyond the usual, over all calls: as the caller sees it, in the callee, and between them. */
  readonly total: number;
  readonly served: number;
  readonly between: number;
  /** Usual seconds over as many calls. */
  readonly usual: number;
  readonly from: number;
  readonly to: number;
}

export function weighEdges({ edges = [] }: RootCauseQuestion): ReadonlyMap<string, Evidence> {
  const describer = createUsualDescriber();
  const waits = edges.flatMap((edge) => measure(edge, describer) ?? []);
  const own = new Map<string, { seconds: number; reasons: Reason[] }>();
  const add = (component: string, seconds: number, text: string, name: string) => {
    if (seconds <= 0) return;
    const known = own.get(component) ?? { seconds: 0, reasons: [] };
    known.seconds += seconds;
    known.reasons.push({ kind: 'edge', name, text, weight: seconds });
    own.set(component, known);
  };
  const below = new Map<string, number>();
  for (const { edge, total } of waits) below.set(edge.caller, (below.get(edge.caller) ?? 0) + total);
  for (const component of new Set(waits.map(({ edge }) => edge.callee))) {
    const into = waits.filter(({ edge }) => edge.callee === component);
    const served = into.reduce((sum, wait) => sum + wait.served, 0);
    const self = Math.max(0, served - (below.get(component) ?? 0));
    for (const wait of into) {
      if (wait.served <= 0) continue;
      add(component, (self * wait.served) / served, describe(wait, 'is spent in it'), nameOf(wait.edge));
    }
  }
  const affected = shareOfAffected(edges, waits);
  for (const wait of waits) {
    if (wait.between <= 0) continue;
    // A slow network of one end shows on all edges of that end.
    const [caller, callee] = [affected(wait.edge.caller), affected(wait.edge.callee)];
    const part = callee / (caller + callee);
    add(wait.edge.callee, wait.between * part, describe(wait, 'is spent on the way'), nameOf(wait.edge));
    add(
      wait.edge.caller,
      wait.between * (1 - part),
      describe(wait, 'is spent on the way'),
      nameOf(wait.edge),
    );
  }
  return toEvidence(own, waits);
}

function toEvidence(
  own: ReadonlyMap<string, { seconds: number; reasons: Reason[] }>,
  waits: readonly Waiting[],
): ReadonlyMap<string, Evidence> {
  const all = [...own.values()].reduce((sum, { seconds }) => sum + seconds, 0);
  const usual = waits.reduce((sum, wait) => sum + wait.usual, 0);
  // A little more waiting than usual is no trouble, however clear where it comes from.
  const scale = (WEIGHT * Math.min(1, all / Math.max(usual, 1e-9))) / Math.max(all, 1e-9);
  return new Map(
    [...own].map(([component, { seconds, reasons }]) => [
      component,
      {
        score: seconds * scale,
        reasons: reasons
          .map((reason) => ({ ...reason, weight: reason.weight * scale }))
          .sort((a, b) => b.weight - a.weight),
      },
    ]),
  );
}

function measure(edge: EdgeObservation, describer: UsualDescriber): Waiting | undefined {
  const usual = describer.describe(edge.usual.latencies);
  if (!usual || usual.count < MIN_USUAL) return undefined;
  const seen = excess(edge.usual.latencies, edge.now.latencies, describer);
  const { calls } = edge.now;
  if (!seen) return { edge, total: 0, served: 0, between: 0, usual: usual.center * calls, from: 0, to: 0 };
  // Without the other end's clock all of it counts as spent in the callee.
  const hasEnd = edge.now.served.length > 0 && edge.usual.served.length > 0;
  const inCallee = hasEnd ? (excess(edge.usual.served, edge.now.served, describer)?.mean ?? 0) : seen.mean;
  const served = Math.min(seen.mean, inCallee);
  return {
    edge,
    total: seen.mean * calls,
    served: served * calls,
    between: (seen.mean - served) * calls,
    usual: usual.center * calls,
    from: usual.center,
    to: usual.center + seen.mean,
  };
}

/** Mean of what goes beyond the usual centre, when enough calls go beyond the noise; else undefined. */
function excess(
  before: ArrayLike<number>,
  now: ArrayLike<number>,
  describer: UsualDescriber,
): { readonly mean: number } | undefined {
  const usual = describer.describe(before);
  if (!usual || usual.count < MIN_USUAL) return undefined;
  const spread = Math.max(usual.spreadUp, FLOOR.absolute, FLOOR.relative * usual.center);
  const limit = usual.center + NOISE_SPREADS * spread;
  let [sum, beyond, count, beyondBefore] = [0, 0, 0, 0];
  for (let index = 0; index < now.length; index += 1) {
    const value = now[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    count += 1;
    if (value <= limit) continue;
    beyond += 1;
    sum += value - usual.center;
  }
  for (let index = 0; index < before.length; index += 1) if ((before[index] ?? 0) > limit) beyondBefore += 1;
  if (beyond === 0) return undefined;
  if (chanceOf(beyond, count, (beyondBefore + 1) / (usual.count + 2)) > MAX_CHANCE) return undefined;
  return { mean: sum / count };
}

/** Which share of a component's calls, in and out, take longer on the way. */
function shareOfAffected(
  edges: readonly EdgeObservation[],
  waits: readonly Waiting[],
): (component: string) => number {
  const calls = new Map<string, number>();
  const slow = new Map<string, number>();
  const count = (into: Map<string, number>, { caller, callee, now }: EdgeObservation) => {
    for (const end of [caller, callee]) into.set(end, (into.get(end) ?? 0) + now.calls);
  };
  for (const edge of edges) count(calls, edge);
  for (const { edge, between } of waits) if (between > 0) count(slow, edge);
  return (component) => (slow.get(component) ?? 0) / (calls.get(component) ?? 1);
}

const nameOf = ({ caller, callee }: EdgeObservation): string => `${caller} → ${callee}`;

function describe({ edge, from, to }: Waiting, where: string): string {
  const [usual, now] = [formatValue(from, 'seconds'), formatValue(to, 'seconds')];
  return `${edge.caller} waits ${now} for ${edge.callee} instead of ${usual}, and that ${where}`;
}
