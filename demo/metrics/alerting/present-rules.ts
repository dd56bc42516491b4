/** Rules and alerts in the JSON of Prometheus' HTTP API. */
import { formatValue } from '../promql/numbers.js';
import type { Alert } from './alert-state.js';
import type { GroupState, RuleState } from './rule-evaluator.js';

/** The groups of `/api/v1/rules`; `type` is `alert`, `record` or null for both. */
export function presentRules(groups: readonly GroupState[], type: string | null) {
  return groups.map(({ group, intervalMs, rules }) => ({
    name: group.name,
    file: group.file,
    interval: intervalMs / 1000,
    limit: 0,
    rules: rules
      .filter(({ rule }) => type === null || type === '' || rule.kind === `${type}ing`)
      .map(presentRule),
    evaluationTime: rules.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0),
    lastEvaluation: timeText(rules[0]?.evaluatedAtMs),
  }));
}

/** The pending and firing alerts of `/api/v1/alerts`. */
export function presentAlerts(groups: readonly GroupState[]) {
  return groups.flatMap(({ rules }) => rules.flatMap(({ alerts }) => alerts.map(presentAlert)));
}

function presentRule({ rule, health, lastError, evaluatedAtMs, durationSeconds, alerts }: RuleState) {
  const common = {
    name: rule.name,
    query: rule.query,
    health,
    ...(lastError === '' ? {} : { lastError }),
    evaluationTime: durationSeconds,
    lastEvaluation: timeText(evaluatedAtMs),
  };
  if (rule.kind === 'recording') return { ...common, labels: rule.labels, type: 'recording' };
  const state = alerts.some((alert) => alert.state === 'firing')
    ? 'firing'
    : alerts.length > 0
      ? 'pending'
      : 'inactive';
  return {
    ...common,
    state,
    duration: rule.forMs / 1000,
    keepFiringFor: rule.keepFiringForMs / 1000,
    labels: rule.source.labels,
    annotations: rule.source.annotations,
    alerts: alerts.map(presentAlert),
    type: 'alerting',
  };
}

function presentAlert({ labels, annotations, state, activeAtMs, value }: Alert) {
  return {
    labels: Object.fromEntries(labels.values),
    annotations,
    state,
    activeAt: timeText(activeAtMs),
    value: formatValue(value),
  };
}

function timeText(timeMs: number | undefined): string {
  return timeMs === undefined ? '0001-01-01T00:00:00Z' : new Date(timeMs).toISOString();
}
