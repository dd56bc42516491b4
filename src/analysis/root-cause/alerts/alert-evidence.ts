/**
 * What the alerts of an incident say about each component. An alert weighs its surprise, −ln p, where p is how likely it
 * fires whatever the cause; later ones weigh less. Alerts that a component shares with its replicas point to what they share,
 * their service; those that a callee has as well are the callee's.
 */
import { buildCallGraph } from '../../call-graph.js';
import { formatTime } from '../../format-value.js';
import type { Evidence } from '../evidence.js';
import type { AlertKey, AlertObservation, Reason, RootCauseQuestion } from '../question.js';

/** Alerts this long after the first weigh half: causes come before what follows from them, and alerts lag by a minute. */
const HALF_WEIGHT_SECONDS = 120;
/** A fault of what replicas share weighs as much as this many replicas: all of them failing alone is far less likely. */
const SHARED_WEIGHT = 2;

interface Weighed {
  readonly alert: AlertObservation;
  weight: number;
}

export function weighAlerts(question: RootCauseQuestion): ReadonlyMap<string, Evidence> {
  const { components, alerts = [] } = question;
  const first = Math.min(...alerts.map(({ at }) => at));
  const probability = question.alertHistory
    ? (alert: AlertKey) => question.alertHistory?.probability(alert, first) ?? 0.5
    : shareOfKind(question);
  // By component and name: up and down of the same metric are one departure that swings.
  const byComponent = new Map<string, Map<string, Weighed>>();
  for (const alert of alerts) {
    const rarity = -Math.log(Math.min(0.999, probability(alert)));
    const weight = rarity / (1 + (alert.at - first) / HALF_WEIGHT_SECONDS);
    const own = byComponent.get(alert.component) ?? new Map<string, Weighed>();
    byComponent.set(alert.component, own);
    const known = own.get(alert.name);
    if (!known || weight > known.weight) own.set(alert.name, { alert, weight });
  }
  const shared = moveToServices(question, byComponent);
  leaveToCallees(question, byComponent);

  const evidence = new Map<string, Evidence>();
  for (const { id } of components) {
    const own = [...(byComponent.get(id)?.values() ?? [])].filter(({ weight }) => weight > 0);
    const reasons = [...own.map(toReason), ...(shared.get(id) ?? [])].sort((a, b) => b.weight - a.weight);
    const score = reasons.reduce((sum, { weight }) => sum + weight, 0);
    if (score > 0) evidence.set(id, { score, reasons });
  }
  return evidence;
}

/** Where more than half of a service's instances have the same alert, it is taken from them and given to the service. */
function moveToServices(
  { components }: RootCauseQuestion,
  byComponent: ReadonlyMap<string, ReadonlyMap<string, Weighed>>,
): ReadonlyMap<string, Reason[]> {
  const instances = new Map<string, string[]>();
  for (const { id, service } of components) {
    if (service !== undefined) instances.set(service, [...(instances.get(service) ?? []), id]);
  }
  const shared = new Map<string, Reason[]>();
  for (const [service, ids] of instances) {
    const names = new Set(ids.flatMap((id) => [...(byComponent.get(id)?.keys() ?? [])]));
    for (const name of names) {
      const alerting = ids.flatMap((id) => byComponent.get(id)?.get(name) ?? []);
      if (alerting.length < 2 || alerting.length <= ids.length / 2) continue;
      const total = alerting.reduce((sum, { weight }) => sum + weight, 0);
      for (const weighed of alerting) weighed.weight = 0;
      const text = `${name} of ${alerting.length} of its ${ids.length} instances alerts`;
      const reason: Reason = { kind: 'alert', name, text, weight: (SHARED_WEIGHT * total) / ids.length };
      shared.set(service, [...(shared.get(service) ?? []), reason]);
    }
  }
  return shared;
}

/** Symptoms flow from callee to caller: an alert of a signal that alerts on a callee too says nothing about the caller. */
function leaveToCallees(
  { calls }: RootCauseQuestion,
  byComponent: ReadonlyMap<string, ReadonlyMap<string, Weighed>>,
): void {
  const graph = buildCallGraph(calls);
  const signals = new Map(
    [...byComponent].map(([id, own]) => [id, new Set([...own.values()].map(({ alert }) => alert.signal))]),
  );
  for (const [id, own] of byComponent) {
    for (const weighed of own.values()) {
      const { signal } = weighed.alert;
      if (signal !== 'latency' && signal !== 'errors') continue;
      if (graph.callees(id).some((callee) => signals.get(callee)?.has(signal))) weighed.weight = 0;
    }
  }
}

/** Without history: the share of components of its kind on which the same alert fires now. */
function shareOfKind({ components, alerts = [] }: RootCauseQuestion): (alert: AlertKey) => number {
  const kinds = new Map(components.map(({ id, kind }) => [id, kind]));
  const sizes = new Map<string, number>();
  for (const { kind } of components) sizes.set(kind, (sizes.get(kind) ?? 0) + 1);
  const alike = new Map<string, Set<string>>();
  const key = ({ component, name, direction }: AlertKey) => `${kinds.get(component)} ${direction} ${name}`;
  for (const alert of alerts) {
    const known = alike.get(key(alert));
    if (known) known.add(alert.component);
    else alike.set(key(alert), new Set([alert.component]));
  }
  return (alert) => {
    const size = sizes.get(kinds.get(alert.component) ?? '') ?? 1;
    return ((alike.get(key(alert))?.size ?? 1) - 0.5) / (size + 0.5);
  };
}

function toReason({ alert, weight }: Weighed): Reason {
  const verb = alert.direction === 'up' ? 'rose' : alert.direction === 'down' ? 'fell' : 'alerts';
  return {
    kind: 'alert',
    name: alert.name,
    text: `its ${alert.name} ${verb} at ${formatTime(alert.at)}`,
    weight,
  };
}
