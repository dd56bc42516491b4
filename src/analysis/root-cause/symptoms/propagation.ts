/**
 * How trouble travels between components: symptoms from callee to caller, floods of requests from caller to callee.
 */
import type { Anomaly } from '../../anomaly.js';
import type { SignalKind } from '../../baseline.js';
import type { CallGraph } from '../../call-graph.js';
import type { ChangeObservation, FailureObservation } from '../question.js';
import { isSilent, type State, type Symptom } from './symptoms.js';

/** Callers rarely give up sooner. */
const TYPICAL_TIMEOUT_SECONDS = 1;
/** Traffic at this multiple of the usual is a surge that may overload. */
const SURGE_RATIO = 1.5;
/** Most of a symptom that a callee explains belongs to the callee; the rest stays, because graphs and clocks err. */
const EXPLAINED_SHARE = 0.85;

export interface Context {
  readonly graph: CallGraph;
  readonly states: ReadonlyMap<string, State>;
  readonly changes: readonly ChangeObservation[];
  readonly failures: readonly FailureObservation[];
  /** How exactly onsets are known: a few steps plus the smear of the rate's window. */
  readonly toleranceSeconds: number;
}

/** How much of a component's symptoms, 0–1, its callees account for, and which callees those are. */
export function explainedByCallees(state: State, context: Context): { share: number; by: readonly string[] } {
  const { toleranceSeconds } = context;
  const below = failingBelow(state.component, context);
  const failing = below.reduce((sum, { share }) => sum + share, 0);
  const callees = nearestMeasured(state.component, context).filter(
    // What a flood does to a callee explains nothing about the flooding caller.
    (callee) => callee.strength > 0 && !floodingCallers(callee, context).includes(state),
  );
  const by = callees
    .map((callee) => ({ callee, share: accountsForComponent([callee], state, toleranceSeconds) }))
    .filter(({ share }) => share > 0.5)
    .sort((a, b) => b.share - a.share);
  const origins = below.filter(({ share }) => share > 0.5).map(({ origin }) => origin);
  return {
    share: EXPLAINED_SHARE * accountsForComponent(callees, state, toleranceSeconds, { errors: failing }),
    by: [...new Set([...by.map(({ callee }) => callee.component), ...origins])],
  };
}

/** Where else the failed requests of a component began to fail, with their share 0–1, drawn to nothing where few were read. */
export function failingBelow(
  component: string,
  { failures }: Pick<Context, 'failures'>,
): readonly (FailureObservation & { readonly share: number })[] {
  return failures
    .filter(({ through, origin }) => through === component && origin !== component)
    .map((failure) => ({ ...failure, share: failure.count / (failure.of + 1) }));
}

/**
 * Share 0–1 of a component's symptoms, by strength, for which the best of the given causes accounts.
 *
 * @param atLeast what is known to be accounted for anyway, by signal.
 */
export function accountsForComponent(
  causes: readonly State[],
  { symptoms }: State,
  toleranceSeconds: number,
  atLeast: Partial<Record<SignalKind, number>> = {},
): number {
  const all = causes.flatMap((cause) => cause.symptoms);
  let [explained, total] = [0, 0];
  for (const symptom of symptoms) {
    const shares = all.map(
      (cause) => accountsFor(cause, symptom) * comesFirst(cause, symptom, toleranceSeconds),
    );
    explained += Math.max(atLeast[symptom.signal] ?? 0, ...shares) * symptom.strength;
    total += symptom.strength;
  }
  return total > 0 ? explained / total : 0;
}

/** Callees with numbers; those without are looked through, because symptoms pass them too. */
function nearestMeasured(component: string, { graph, states }: Context): readonly State[] {
  const found: State[] = [];
  const seen = new Set([component]);
  const open = [...graph.callees(component)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const state = states.get(name);
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
      return cause.signal === 'latency' ? 0.8 * slowdown(cause.anomaly) * timeout(cause.anomaly) : 0.4;
    case 'latency':
      if (cause.signal === 'latency') return size;
      return cause.signal === 'errors' ? 0.5 : 0.4;
    case 'saturation':
      return cause.signal === 'latency' ? 0.9 * slowdown(cause.anomaly) : 0.3;
    case 'generic':
      return 0.5;
    case 'requests':
      return 0;
  }
}

/** Timeouts and full pools follow when answers take several times as long, not when they take half as long again. */
function slowdown({ peak, baseline }: Anomaly): number {
  if (peak === null || baseline === null || baseline <= 0) return 1;
  return Math.min(1, Math.max(0, peak / baseline - 1) / 4);
}

/** How likely callers give up waiting. */
function timeout({ peak }: Anomaly): number {
  return Math.min(1, (peak ?? 0) / TYPICAL_TIMEOUT_SECONDS);
}

function rise({ peak, baseline }: Anomaly): number {
  return Math.max(Math.abs((peak ?? 0) - (baseline ?? 0)), 1e-9);
}

/** 1 when the cause began first; less the later it began, slowly within what can be told apart, then faster. */
function comesFirst(cause: Symptom, effect: Symptom, toleranceSeconds: number): number {
  const late = (cause.anomaly.onset ?? 0) - (effect.anomaly.onset ?? 0);
  if (late <= 0) return 1;
  if (late <= toleranceSeconds) return 1 - (0.4 * late) / toleranceSeconds;
  return 0.6 / (1 + (late - toleranceSeconds) / (toleranceSeconds + 1));
}

/**
 * Callers that send a service far more than usual without getting more themselves. Empty when the traffic did not come
 * before the symptoms (retries come after them) or was only passed on from further up.
 */
export function floodingCallers(
  callee: State,
  { graph, states, changes, toleranceSeconds }: Context,
): readonly State[] {
  if (!isOverloaded(callee, toleranceSeconds)) return [];
  const known = graph.callers(callee.component).flatMap((name) => {
    const caller = states.get(name);
    return caller?.isMeasured ? [caller] : [];
  });
  if (known.some((caller) => caller.trafficRatio >= Math.sqrt(callee.trafficRatio))) return [];
  const changed = known.filter(({ component }) => changes.some((change) => change.component === component));
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
