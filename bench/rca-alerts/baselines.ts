/** Counting alerts, and weighing them by rarity, as the data's description defines them. */
import { byScore } from '../evidence/scores.js';
import type { AlertSystem, Fault } from './read-alerts.js';

const MIN_INSTANCES = 3;

/** Number of distinct metric alerts. */
export function countAlerts(system: AlertSystem, fault: Fault): readonly string[] {
  return rank(system, fault, () => 1);
}

/** Each weighed by how few of the other incidents have it. */
export function weighByRarity(system: AlertSystem, fault: Fault): readonly string[] {
  const others = system.faults.filter((other) => other !== fault);
  const key = (component: string, name: string) => `${component} ${name}`;
  const seen = new Map<string, number>();
  for (const { alerts } of others) {
    for (const name of new Set(alerts.map((alert) => key(alert.component, alert.name)))) {
      seen.set(name, (seen.get(name) ?? 0) + 1);
    }
  }
  return rank(system, fault, (component, name) =>
    Math.log((others.length + 1) / ((seen.get(key(component, name)) ?? 0) + 1)),
  );
}

function rank(
  system: AlertSystem,
  fault: Fault,
  weigh: (component: string, name: string) => number,
): readonly string[] {
  const own = new Map<string, number>();
  const distinct = new Map(
    fault.alerts.map(({ component, name }) => [`${component} ${name}`, { component, name }]),
  );
  for (const { component, name } of distinct.values()) {
    own.set(component, (own.get(component) ?? 0) + weigh(component, name));
  }
  const scores = new Map(own);
  for (const service of system.candidates) {
    const instances = system.components.filter((component) => component.service === service);
    const alerting = instances.filter(({ id }) => own.has(id));
    if (alerting.length < MIN_INSTANCES) continue;
    const sum = alerting.reduce((total, { id }) => total + (own.get(id) ?? 0), 0);
    scores.set(service, (own.get(service) ?? 0) + sum / 2);
  }
  for (const id of scores.keys()) if (!system.candidates.has(id)) scores.delete(id);
  return byScore(scores);
}
