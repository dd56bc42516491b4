import { describe, expect, test } from '@jest/globals';
import { advanceAlerts, type Alert } from '../../../../demo/metrics/alerting/alert-state.js';
import { parseRules, type AlertingRule } from '../../../../demo/metrics/alerting/rules-file.js';
import { labelSetFrom } from '../../../../demo/metrics/label-set.js';

const START_MS = 1_700_000_000_000;

describe('advanceAlerts', () => {
  test('is pending until `for` has passed, then fires, and resolves once', () => {
    const rule = alertingRule('for: 10s');

    const history = replay(rule, [
      [0, 9],
      [5, 8],
      [10, 7],
      [15, undefined],
      [20, undefined],
    ]);

    expect(history.map((alert) => alert?.state)).toEqual([
      'pending',
      'pending',
      'firing',
      'resolved',
      undefined,
    ]);
    expect(history[2]).toMatchObject({
      activeAtMs: START_MS,
      firedAtMs: START_MS + 10_000,
      annotations: { summary: 'web: 7' },
    });
    expect(history[3]).toMatchObject({ firedAtMs: START_MS + 10_000, resolvedAtMs: START_MS + 15_000 });
  });

  test('fires at once without `for`', () => {
    expect(replay(alertingRule(''), [[0, 1]])[0]).toMatchObject({ state: 'firing', firedAtMs: START_MS });
  });

  test('forgets a pending alert whose condition ended', () => {
    const history = replay(alertingRule('for: 10s'), [
      [0, 1],
      [5, undefined],
      [10, 1],
    ]);

    expect(history.map((alert) => alert?.state)).toEqual(['pending', undefined, 'pending']);
    expect(history[2]?.activeAtMs).toBe(START_MS + 10_000);
  });

  test('starts a new alert when a resolved one comes back', () => {
    const history = replay(alertingRule(''), [
      [0, 1],
      [5, undefined],
      [10, 1],
    ]);

    expect(history.map((alert) => alert?.state)).toEqual(['firing', 'resolved', 'firing']);
    expect(history[2]).toMatchObject({ firedAtMs: START_MS + 10_000, resolvedAtMs: undefined });
  });

  test('goes on firing for `keep_firing_for`', () => {
    const history = replay(alertingRule('keep_firing_for: 10s'), [
      [0, 1],
      [5, undefined],
      [14, undefined],
      [15, undefined],
    ]);

    expect(history.map((alert) => alert?.state)).toEqual(['firing', 'firing', 'firing', 'resolved']);
  });

  test('refuses two samples that give the same alert', () => {
    const samples = ['a', 'b'].map((name) => ({ labels: labelSetFrom({ __name__: name }), value: 1 }));

    expect(() => advanceAlerts(alertingRule(''), new Map(), samples, START_MS)).toThrow('same labelset');
  });
});

describe('parseRules', () => {
  test.each([
    [
      'groups: [{name: g, rules: [{alert: A, expr: "sum("}]}]',
      'rule "A": expr: 1:5: parse error: unexpected end of input',
    ],
    ['groups: [{name: g, rules: [{alert: A, expr: up, for: soon}]}]', '"soon" is not a duration'],
    ['groups: [{name: g, rules: [{expr: up}]}]', 'give either "alert" or "record"'],
    ['groups: [{name: g, rules: [{alert: A, expr: up, typo: 1}]}]', 'Unrecognized key: "typo"'],
    ['groups: [', 'is not valid YAML'],
    [
      'groups: [{name: g, rules: [{alert: A, expr: up, annotations: {summary: "{{ $lables.x }}"}}]}]',
      'rule "A": annotations.summary: "$lables.x" is not supported in alert templates',
    ],
  ])('refuses %j and says where', (yaml, message) => {
    expect(() => parseRules(yaml, 'rules.yml')).toThrow(message);
    expect(() => parseRules(yaml, 'rules.yml')).toThrow('rules.yml');
  });
});

function alertingRule(extra: string): AlertingRule {
  const [group] = parseRules(
    `groups:
  - name: g
    rules:
      - alert: Test
        expr: test
        annotations: { summary: '{{ $labels.service }}: {{ $value }}' }
        ${extra}`,
    'rules.yml',
  );
  const rule = group?.rules[0];
  if (rule?.kind !== 'alerting') throw new Error('The rule is not an alerting rule.');
  return rule;
}

/** Feeds values at seconds; undefined stands for an expression that does not hold. */
function replay(rule: AlertingRule, values: readonly (readonly [number, number | undefined])[]) {
  let alerts: ReadonlyMap<string, Alert> = new Map();
  return values.map(([second, value]): Alert | undefined => {
    const labels = labelSetFrom({ __name__: 'test', service: 'web' });
    const result = value === undefined ? [] : [{ labels, value }];
    alerts = advanceAlerts(rule, alerts, result, START_MS + second * 1000);
    return [...alerts.values()][0];
  });
}
