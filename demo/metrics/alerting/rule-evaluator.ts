/**
 * Evaluates rule groups at an interval: recording rules write their series, alerting rules keep their alerts and write
 * ALERTS and ALERTS_FOR_STATE. Fired and resolved alerts are handed to a sink; delivery is the notifier's.
 */
import { errorMessage } from '../../../src/shared/errors.js';
import { labelSetOf, METRIC_NAME } from '../label-set.js';
import type { PromqlEngine } from '../promql/engine.js';
import type { Vector } from '../promql/sample.js';
import { createStalenessTracker, type StalenessTracker } from '../staleness-tracker.js';
import type { MetricsStore, StoredSample } from '../store.js';
import { advanceAlerts, type Alert } from './alert-state.js';
import type { AlertingRule, RecordingRule, Rule, RuleGroup } from './rules-file.js';

export interface RuleState {
  readonly rule: Rule;
  readonly health: 'unknown' | 'ok' | 'err';
  readonly lastError: string;
  readonly evaluatedAtMs: number | undefined;
  readonly durationSeconds: number;
  /** Pending and firing alerts of an alerting rule. */
  readonly alerts: readonly Alert[];
}
export interface GroupState {
  readonly group: RuleGroup;
  readonly intervalMs: number;
  readonly rules: readonly RuleState[];
}
export interface RuleEvaluator {
  start(): void;
  stop(): void;
  /** Evaluates every group that is due at a time in ms. */
  evaluate(atMs: number): void;
  groups(): readonly GroupState[];
}

interface RuleEntry {
  state: RuleState;
  alerts: ReadonlyMap<string, Alert>;
  readonly tracker: StalenessTracker;
}

export function createRuleEvaluator(deps: {
  store: MetricsStore;
  engine: PromqlEngine;
  groups: readonly RuleGroup[];
  evaluationIntervalMs: number;
  /** Receives the firing and recently resolved alerts of one rule after each evaluation. */
  onAlerts: (rule: AlertingRule, alerts: readonly Alert[]) => void;
  now?: () => number;
}): RuleEvaluator {
  const now = deps.now ?? Date.now;
  const groups = deps.groups.map((group) => ({
    group,
    intervalMs: group.intervalMs ?? deps.evaluationIntervalMs,
    evaluatedAtMs: -Infinity,
    entries: group.rules.map((rule): RuleEntry => ({
      state: {
        rule,
        health: 'unknown',
        lastError: '',
        evaluatedAtMs: undefined,
        durationSeconds: 0,
        alerts: [],
      },
      alerts: new Map(),
      tracker: createStalenessTracker(deps.store),
    })),
  }));
  let timer: NodeJS.Timeout | undefined;

  function evaluate(atMs: number): void {
    for (const entry of groups) {
      // Half a tick of tolerance, or a timer that is a millisecond early would skip a whole interval.
      if (atMs - entry.evaluatedAtMs < entry.intervalMs - deps.evaluationIntervalMs / 2) continue;
      entry.evaluatedAtMs = atMs;
      for (const rule of entry.entries) evaluateRule(rule, atMs);
    }
  }

  function evaluateRule(entry: RuleEntry, atMs: number): void {
    const { rule } = entry.state;
    const started = performance.now();
    let lastError = '';
    try {
      const vector = queryVector(rule.query, atMs);
      if (rule.kind === 'recording') entry.tracker.write(atMs, recorded(rule, vector));
      else evaluateAlerts(entry, rule, vector, atMs);
    } catch (error) {
      lastError = errorMessage(error);
    }
    entry.state = {
      rule,
      health: lastError === '' ? 'ok' : 'err',
      lastError,
      evaluatedAtMs: atMs,
      durationSeconds: (performance.now() - started) / 1000,
      alerts: [...entry.alerts.values()].filter(({ state }) => state !== 'resolved'),
    };
  }

  function queryVector(query: string, atMs: number): Vector {
    const result = deps.engine.instant(query, atMs);
    if (result.type === 'vector') return result.samples;
    if (result.type === 'scalar') return [{ labels: labelSetOf([]), value: result.value }];
    throw new Error('rule result is not a vector or scalar');
  }

  function evaluateAlerts(entry: RuleEntry, rule: AlertingRule, vector: Vector, atMs: number): void {
    entry.alerts = advanceAlerts(rule, entry.alerts, vector, atMs);
    const alerts = [...entry.alerts.values()];
    entry.tracker.write(atMs, alerts.filter(({ state }) => state !== 'resolved').flatMap(alertSeries));
    deps.onAlerts(
      rule,
      alerts.filter(({ state }) => state !== 'pending'),
    );
  }

  return {
    start() {
      timer ??= setInterval(() => evaluate(now()), deps.evaluationIntervalMs);
    },
    stop() {
      clearInterval(timer);
    },
    evaluate,
    groups: () =>
      groups.map(({ group, intervalMs, entries }) => ({
        group,
        intervalMs,
        rules: entries.map(({ state }) => state),
      })),
  };
}

function recorded(rule: RecordingRule, vector: Vector): StoredSample[] {
  return vector.map(({ labels, value }) => ({
    labels: labelSetOf([...labels.values, [METRIC_NAME, rule.name], ...Object.entries(rule.labels)]),
    value,
  }));
}

function alertSeries({ labels, state, activeAtMs }: Alert): StoredSample[] {
  return [
    { labels: labelSetOf([...labels.values, [METRIC_NAME, 'ALERTS'], ['alertstate', state]]), value: 1 },
    {
      labels: labelSetOf([...labels.values, [METRIC_NAME, 'ALERTS_FOR_STATE']]),
      value: Math.floor(activeAtMs / 1000),
    },
  ];
}
