/** Which alerts fire when: the usual rules, evaluated by the embedded metrics store over what was written into it. */
import { readFileSync } from 'node:fs';
import type { Alert } from '../../../demo/metrics/alerting/alert-state.js';
import { createRuleEvaluator } from '../../../demo/metrics/alerting/rule-evaluator.js';
import { parseRules } from '../../../demo/metrics/alerting/rules-file.js';
import type { OutgoingAlert } from '../../../demo/metrics/alerting/webhook-payload.js';
import { labelSetFrom } from '../../../demo/metrics/label-set.js';
import type { PromqlEngine } from '../../../demo/metrics/promql/engine.js';
import type { MetricsStore } from '../../../demo/metrics/store.js';
import type { AlertPlan, Scene } from '../scene/scene.js';

const RULES = new URL('./alert-rules.yml', import.meta.url);
/** Where people would reach the store; nobody does. */
const ADDRESS = 'http://prometheus:9090';
const EVERY_SECONDS = 15;
/** As long as a rule may take to notice. */
const LEAD_SECONDS = 120;

/** An alert that began to fire, or ended, at this time. */
export interface AlertEvent {
  readonly atMs: number;
  readonly alert: OutgoingAlert;
}

/** What has fired, in the order of the times, and when somebody looks. */
export interface Alarm {
  readonly events: readonly AlertEvent[];
  /** Unix milliseconds. */
  readonly nowMs: number;
}

/** Undefined when nothing fires so early that there is time to look. */
export function findAlerts(
  { store, engine }: { store: MetricsStore; engine: PromqlEngine },
  {
    scene,
    onsetMs,
    lookAfterSeconds,
    untilMs,
  }: { scene: Scene; onsetMs: number; lookAfterSeconds: number; untilMs: number },
): Alarm | undefined {
  const planned = (scene.alerts ?? []).map((plan) => ({
    atMs: onsetMs + plan.at * 1000,
    alert: plannedAlert(plan, scene, onsetMs),
  }));
  const events: AlertEvent[] = [];
  const firing = new Set<string>();
  let now = 0;
  const evaluator = createRuleEvaluator({
    store,
    engine,
    groups: parseRules(readFileSync(RULES, 'utf8'), RULES.pathname),
    evaluationIntervalMs: EVERY_SECONDS * 1000,
    onAlerts(rule, alerts) {
      for (const alert of alerts) {
        const isNew = alert.state === 'firing' && !firing.has(alert.labels.key);
        if (alert.state === 'resolved') firing.delete(alert.labels.key);
        else firing.add(alert.labels.key);
        if (isNew || alert.state === 'resolved')
          events.push({ atMs: now, alert: outgoing(alert, rule.query, scene) });
      }
    },
  });
  const lookAt = () => Math.min(...[...events, ...planned].map(({ atMs }) => atMs + lookAfterSeconds * 1000));
  for (now = onsetMs - LEAD_SECONDS * 1000; now <= Math.min(untilMs, lookAt()); now += EVERY_SECONDS * 1000) {
    evaluator.evaluate(now);
  }
  const nowMs = lookAt();
  if (nowMs > untilMs) return undefined;
  const until = [...events, ...planned].filter(({ atMs }) => atMs <= nowMs);
  return { nowMs, events: until.toSorted((a, b) => a.atMs - b.atMs) };
}

function outgoing(alert: Alert, query: string, scene: Scene): OutgoingAlert {
  return {
    labels: alert.labels,
    annotations: { ...alert.annotations, ...scene.annotate },
    startsAtMs: alert.firedAtMs ?? alert.activeAtMs,
    endsAtMs: alert.resolvedAtMs,
    generatorUrl: `${ADDRESS}/graph?g0.expr=${encodeURIComponent(query)}&g0.tab=1`,
  };
}

function plannedAlert(
  { name, service, severity, annotations, at }: AlertPlan,
  scene: Scene,
  onsetMs: number,
): OutgoingAlert {
  const labels = { alertname: name, severity, ...(service === null ? {} : { service }) };
  return {
    labels: labelSetFrom(labels),
    annotations: { ...annotations, ...scene.annotate },
    startsAtMs: onsetMs + at * 1000,
    endsAtMs: undefined,
    generatorUrl: '',
  };
}
