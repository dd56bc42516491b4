import { describe, expect, test } from '@jest/globals';
import { createAlertHistory } from '../../../../src/analysis/root-cause/alerts/alert-history.js';
import type { Component } from '../../../../src/analysis/root-cause/question.js';
import { call, ranking } from '../question-parts.js';

describe('alerts', () => {
  const components: Component[] = [
    { id: 'node-1', kind: 'host' },
    { id: 'shop', kind: 'service' },
    { id: 'store', kind: 'service' },
    ...['shop-0', 'shop-1', 'shop-2'].map((id): Component => ({
      id,
      kind: 'instance',
      service: 'shop',
      host: 'node-1',
    })),
  ];
  const alert = (component: string, name: string, at = 0) => ({
    component,
    name,
    direction: 'up' as const,
    at,
    ...(name === 'latency' && { signal: 'latency' as const }),
  });
  const calls = [call('shop', 'store')];

  test('shared by most instances of a service point to the service', () => {
    const alerts = ['shop-0', 'shop-1', 'shop-2'].map((id) => alert(id, 'CPU'));
    const alone = [alert('shop-0', 'CPU'), alert('shop-0', 'memory')];

    expect(ranking({ components, calls, alerts })).toEqual(['shop']);
    expect(ranking({ components, calls, alerts: alone })).toEqual(['shop-0']);
  });

  test('that a callee has as well are the callee’s', () => {
    expect(
      ranking({ components, calls, alerts: [alert('shop', 'latency'), alert('store', 'latency')] }),
    ).toEqual(['store']);
  });

  test('count by how rarely they fire, above all lately, and by how early', () => {
    const daily = { component: 'shop-0', name: 'memory', direction: 'up' };
    const alertHistory = createAlertHistory(
      [0, 1, 2, 3].map((hour) => ({
        at: 3600 * hour,
        alerts: [{ ...daily, direction: 'up' as const }],
      })),
    );
    const alerts = [
      alert('shop-0', 'memory', 15_000),
      alert('shop-1', 'disk', 15_000),
      alert('shop-2', 'CPU', 15_600),
    ];

    expect(ranking({ components, calls, alerts, alertHistory })).toEqual(['shop-1', 'shop-2', 'shop-0']);
    expect(alertHistory.probability({ ...daily, direction: 'up' }, 15_000)).toBeGreaterThan(0.7);
    expect(alertHistory.probability({ ...daily, direction: 'down' }, 15_000)).toBeLessThan(0.2);
  });
});
