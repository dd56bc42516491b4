/** The life of one alerting rule's alerts: pending, firing, resolved, as in Prometheus. Pure; time is passed in. */
import { dropName, type Vector } from '../promql/sample.js';
import { labelSetOf, type LabelSet } from '../label-set.js';
import type { AlertingRule } from './rules-file.js';

export interface Alert {
  readonly labels: LabelSet;
  readonly annotations: Readonly<Record<string, string>>;
  readonly value: number;
  readonly state: 'pending' | 'firing' | 'resolved';
  /** When the expression first held, in ms. */
  readonly activeAtMs: number;
  /** When `for` had passed; undefined while pending. */
  readonly firedAtMs: number | undefined;
  readonly resolvedAtMs: number | undefined;
  /** Since when the alert fires only because of `keep_firing_for`. */
  readonly keepFiringSinceMs: number | undefined;
}

/**
 * The alerts by label key after an evaluation at `atMs`; throws when two samples give the same alert. A resolved alert is
 * reported once and gone at the next evaluation.
 */
export function advanceAlerts(
  rule: AlertingRule,
  previous: ReadonlyMap<string, Alert>,
  result: Vector,
  atMs: number,
): ReadonlyMap<string, Alert> {
  const next = new Map<string, Alert>();
  for (const sample of result) {
    const fresh = describeSample(rule, sample.labels, sample.value, atMs);
    if (next.has(fresh.labels.key)) {
      throw new Error('vector contains metrics with the same labelset after applying alert labels');
    }
    const known = previous.get(fresh.labels.key);
    const isContinued = known !== undefined && known.state !== 'resolved';
    const alert: Alert = isContinued
      ? { ...known, annotations: fresh.annotations, value: fresh.value, keepFiringSinceMs: undefined }
      : fresh;
    next.set(alert.labels.key, fireWhenDue(rule, alert, atMs));
  }
  for (const [key, alert] of previous) {
    if (next.has(key)) continue;
    const ended = endAlert(rule, alert, atMs);
    if (ended !== undefined) next.set(key, ended);
  }
  return next;
}

function describeSample(rule: AlertingRule, labels: LabelSet, value: number, atMs: number): Alert {
  const input = { labels: labels.values, value };
  const added = [...rule.labels].map(([name, template]): [string, string] => [name, template(input)]);
  return {
    labels: labelSetOf([...dropName(labels).values, ...added, ['alertname', rule.name]]),
    annotations: Object.fromEntries([...rule.annotations].map(([name, template]) => [name, template(input)])),
    value,
    state: 'pending',
    activeAtMs: atMs,
    firedAtMs: undefined,
    resolvedAtMs: undefined,
    keepFiringSinceMs: undefined,
  };
}

function fireWhenDue(rule: AlertingRule, alert: Alert, atMs: number): Alert {
  return alert.state === 'pending' && atMs - alert.activeAtMs >= rule.forMs
    ? { ...alert, state: 'firing', firedAtMs: atMs }
    : alert;
}

function endAlert(rule: AlertingRule, alert: Alert, atMs: number): Alert | undefined {
  if (alert.state !== 'firing') return undefined;
  if (rule.keepFiringForMs > 0) {
    const keepFiringSinceMs = alert.keepFiringSinceMs ?? atMs;
    if (atMs - keepFiringSinceMs < rule.keepFiringForMs) return { ...alert, keepFiringSinceMs };
  }
  return { ...alert, state: 'resolved', resolvedAtMs: atMs };
}
