/**
 * How trouble travels between services: symptoms from callee to caller, floods of requests from caller to callee.
 */
import type { Anomaly } from './anomaly.js';
import type { CallEdge, CallGraph } from './call-graph.js';
import { isSilent, type ServiceState, type State, type Symptom } from './symptoms.js';

/** Traffic at this multiple of the usual is a surge that may overload. */
const SURGE_RATIO = 1.5;
/** A change that came before its service began to misbehave, with its score from `correlateChanges`. */
export interface PrecedingChange {
  readonly service: string;
  readonly score: number;
  /** Completes "it was changed …". */
  readonly reason: string;
}

export interface RankQuestion {
  readonly services: readonly ServiceState[];
  readonly edges: readonly CallEdge[];
  readonly changes: readonly PrecedingChange[];
  /** How exactly onsets are known: a few steps plus the smear of the rate's window. */
  readonly toleranceSeconds: number;
}

export interface Context {
  readonly question: RankQuestion;
  readonly graph: CallGraph;
  readonly byName: ReadonlyMap<string, State>;
}

/** How much of a service's symptoms its callees account for, and which callees those are. */
export function explainedByCallees(
  state: State,
  { graph, byName, question }: Context,
): { share: number; by: readonly string[] } {
  const callees = nearestMeasured(state.service, graph, byName).filter(
    // What a flood does to a callee explains nothing about the flooding caller.
    (callee) => callee.strength > 0 && !floodingCallers(callee, { graph, byName, question }).includes(state),
  );
  const by = new Map<string, number>();
  let [explained, total] = [0, 0];
  for (const symptom of state.symptoms) {
    let best = 0;
    for (const callee of callees) {
      const share = Math.max(
        0,
        ...callee.symptoms.map(
          (cause) => accountsFor(cause, symptom) * comesFirst(cause, symptom, question.toleranceSeconds),
        ),
      );
      best = Math.max(best, share);
      by.set(callee.service, Math.max(by.get(callee.service) ?? 0, share));
    }
    explained += best * symptom.strength;
    total += symptom.strength;
  }
  const names = [...by].filter(([, share]) => share > 0.5).sort((a, b) => b[1] - a[1]);
  return { share: total > 0 ? explained / total : 0, by: names.map(([name]) => name) };
}

/** Callees with numbers; those without are looked through, because symptoms pass them too. */
function nearestMeasured(
  service: string,
  graph: CallGraph,
  byName: ReadonlyMap<string, State>,
): readonly State[] {
  const found: State[] = [];
  const seen = new Set([service]);
  const open = [...graph.callees(service)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const state = byName.get(name);
    if (state?.isMeasured) found.push(state);
    else open.push(...graph.callees(name));
  }
  return found;
}

/** 0–1: whether a callee's symptom is of a kind and size that can cause the caller's. */
function accountsFor(cause: Symptom, effect: Symptom): number {
  if (isSilent(cause)) return 1;
  // A caller may call often or wait in line; still, milliseconds do not explain seconds, nor one failure in a hundred all.
  const size = Math.min(1, 3 * (rise(cause.anomaly) / rise(effect.anomaly)));
  switch (effect.signal) {
    case 'errors':
      if (cause.signal === 'errors') return size;
      return cause.signal === 'latency' ? 0.8 : 0.4;
    case 'latency':
      if (cause.signal === 'latency') return size;
      return cause.signal === 'errors' ? 0.5 : 0.4;
    case 'saturation':
      return cause.signal === 'latency' ? 0.9 : 0.3;
    case 'generic':
      return 0.5;
    case 'requests':
      return 0;
  }
}

function rise({ peak, baseline }: Anomaly): number {
  return Math.max(Math.abs((peak ?? 0) - (baseline ?? 0)), 1e-9);
}

/** 1 when the callee began first, as far as can be told; less the later it began. */
function comesFirst(cause: Symptom, effect: Symptom, toleranceSeconds: number): number {
  const late = (cause.anomaly.onset ?? 0) - (effect.anomaly.onset ?? 0) - toleranceSeconds;
  return late <= 0 ? 1 : 1 / (1 + late / (toleranceSeconds + 1));
}

/**
 * Callers that send a service far more than usual without getting more themselves. Empty when the traffic did not come
 * before the symptoms (retries come after them) or was only passed on from further up.
 */
export function floodingCallers(callee: State, { graph, byName, question }: Context): readonly State[] {
  if (!isOverloaded(callee, question.toleranceSeconds)) return [];
  const known = graph.callers(callee.service).flatMap((name) => {
    const caller = byName.get(name);
    return caller?.isMeasured ? [caller] : [];
  });
  if (known.some((caller) => caller.trafficRatio >= Math.sqrt(callee.trafficRatio))) return [];
  const changed = known.filter(({ service }) =>
    question.changes.some((change) => change.service === service && change.score > 0.2),
  );
  if (changed.length > 0) return changed;
  return known.length === 1 ? known : known.filter((caller) => caller.strength > 0);
}

/** Traffic left its range upwards at about the time, and not after, the symptoms began. */
export function isOverloaded(
  { traffic, trafficRatio, symptoms, onset }: State,
  toleranceSeconds: number,
): boolean {
  if (symptoms.length === 0 || onset === null) return false;
  if (traffic?.direction !== 'up' || traffic.onset === null || trafficRatio < SURGE_RATIO) return false;
  const lead = onset - traffic.onset;
  // Queues fill within seconds to minutes; traffic that rose long before was being served.
  return lead >= -toleranceSeconds && lead <= 2 * toleranceSeconds;
}
