/**
 * Which components stopped calling: requests that reach a callee, per request that reaches its only caller. A caller that
 * fails before it calls leaves the callee idle; nothing is wrong with the callee then, and nothing slow or failing is seen.
 */
import { independent, surprise } from './behaviour-evidence.js';
import { alignTo } from '../objective/excess.js';
import type { Evidence } from '../evidence.js';
import type { MetricObservation, Reason, RootCauseQuestion, RunCount } from '../question.js';
import { createUsualDescriber, type UsualDescriber } from '../usual.js';

/** A share below the usual by less than this many spreads is noise; the smallest spread is a tenth of the usual. */
const NOISE_SPREADS = 3;
const RELATIVE_FLOOR = 0.1;
const MIN_USUAL = 3;

export function weighMissingCalls({ metrics = [], calls }: RootCauseQuestion): ReadonlyMap<string, Evidence> {
  const describer = createUsualDescriber();
  const requests = new Map<string, MetricObservation>();
  for (const metric of metrics) if (metric.signal === 'requests') requests.set(metric.component, metric);
  const callers = new Map<string, Set<string>>();
  for (const { caller, callee } of calls) {
    if (caller === callee) continue;
    const known = callers.get(callee);
    if (known) known.add(caller);
    else callers.set(callee, new Set([caller]));
  }
  const evidence = new Map<string, Evidence>();
  for (const [callee, [caller = '', ...others]] of callers) {
    const [to, from] = [requests.get(callee), requests.get(caller)];
    if (!to || !from || others.length > 0) continue;
    const reason = judge(callee, from, to, describer);
    if (!reason) continue;
    const known = evidence.get(caller);
    // What one request does not do, it does not do to several callees: the worst counts.
    evidence.set(caller, {
      score: Math.max(known?.score ?? 0, reason.weight),
      reasons: [...(known?.reasons ?? []), reason].sort((a, b) => b.weight - a.weight),
    });
  }
  return evidence;
}

function judge(
  callee: string,
  from: MetricObservation,
  to: MetricObservation,
  describer: UsualDescriber,
): Reason | undefined {
  // Usual values have no times; they can only be set against each other when there are as many.
  if (from.usual.length !== to.usual.length) return undefined;
  const before = ratios(to.usual, from.usual);
  const usual = describer.describe(before);
  const now = ratios(alignTo(from.times, to.times, to.values), from.values);
  if (!usual || usual.count < MIN_USUAL || !(usual.center > 0)) return undefined;
  const described = describer.describe(now);
  if (!described || described.count < 2) return undefined;
  // Half of the time at least: a minute without calls is nothing in a quiet system.
  const { center: current } = described;
  const spread = Math.max(usual.spreadDown, RELATIVE_FLOOR * usual.center);
  if ((usual.center - current) / spread < NOISE_SPREADS) return undefined;
  const missing = Math.min(1, (usual.center - current) / usual.center);
  // Where requests differ, so do their calls: moments with as few of them may be usual.
  const halfway = (usual.center + current) / 2;
  const [few, fewBefore] = [countBelow(now, halfway), countBelow(before, halfway)];
  const nats = surprise(independent(fewBefore), independent(few));
  const text = `${Math.round(missing * 100)} % of its usual calls to ${callee} are missing`;
  return { kind: 'edge', name: `${from.component} → ${callee}`, text, weight: missing * nats };
}

function ratios(to: ArrayLike<number>, from: ArrayLike<number>): Float64Array {
  const shares = new Float64Array(from.length).fill(Number.NaN);
  for (let index = 0; index < from.length; index += 1) {
    const requests = from[index] ?? 0;
    if (requests > 0) shares[index] = (to[index] ?? Number.NaN) / requests;
  }
  return shares;
}

function countBelow(values: ArrayLike<number>, limit: number): RunCount {
  let [runs, times] = [0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    runs += 1;
    if (value < limit) times += 1;
  }
  return { runs, times };
}
