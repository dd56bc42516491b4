import { describe, expect, test } from '@jest/globals';
import type { AnalysisCase, ConfirmedCause } from '../../../src/agent/monitoring/analysis-case.js';
import { labelOf } from '../../../src/agent/monitoring/label.js';
import { serviceNamedIn } from '../../../src/agent/monitoring/named-service.js';
import type { IncidentId } from '../../../src/shared/ids.js';

const CASE: AnalysisCase = {
  investigationId: 'this-analysis',
  incidentId: 'i' as IncidentId,
  incidentNumber: 1,
  author: { model: 'm', version: '1' },
  finishedAt: new Date(0),
  cause: { service: 'checkout', confidence: 0.8 },
  confirmed: null,
  feedback: { right: 0, wrong: 0 },
  durationMs: 1000,
  costUsd: null,
};

const told = (cause: Partial<ConfirmedCause>): ConfirmedCause => ({
  service: null,
  investigationId: null,
  told: 'chosen',
  ...cause,
});

describe('an analysis', () => {
  test.each<[string, Partial<AnalysisCase>, string | null, string | null]>([
    ['of which nobody said anything', {}, null, null],
    ['that named no cause', { cause: null, confirmed: told({ service: 'checkout' }) }, 'abstained', 'itself'],
    ['that people chose', { confirmed: told({ investigationId: 'this-analysis' }) }, 'right', 'cause chosen'],
    [
      'with the service that people chose',
      { confirmed: told({ service: 'checkout' }) },
      'right',
      'cause chosen',
    ],
    ['with another than people chose', { confirmed: told({ service: 'payments' }) }, 'wrong', 'cause chosen'],
    [
      'with another than people named',
      { confirmed: told({ service: 'payments', told: 'named' }) },
      'wrong',
      'cause named',
    ],
    ['with more right than wrong', { feedback: { right: 2, wrong: 1 } }, 'right', 'verdicts'],
    ['with more wrong than right', { feedback: { right: 0, wrong: 1 } }, 'wrong', 'verdicts'],
    ['on which people disagree', { feedback: { right: 1, wrong: 1 } }, null, null],
    [
      'whose verdicts and end differ: the end counts',
      { confirmed: told({ service: 'payments' }), feedback: { right: 3, wrong: 0 } },
      'wrong',
      'cause chosen',
    ],
    [
      'that names no service, where people named one',
      { cause: { service: null, confidence: 0.5 }, confirmed: told({ service: 'payments' }) },
      null,
      null,
    ],
    [
      'beside one that people chose and that names no service',
      { confirmed: told({ investigationId: 'another' }), feedback: { right: 1, wrong: 0 } },
      'right',
      'verdicts',
    ],
  ])('%s', (_, change, label, source) => {
    expect(labelOf({ ...CASE, ...change })).toEqual(label === null ? null : { label, source });
  });
});

describe('free words name a service', () => {
  const SERVICES = ['checkout', 'orders', 'orders-db', 'payments'];

  test.each([
    ['checkout', 'checkout'],
    ['Checkout.', 'checkout'],
    ['The new release of checkout returned errors', 'checkout'],
    ['orders-db ran out of connections', 'orders-db'],
    ['everything was slow because payments hung', 'payments'],
    ['time-outs caused by Payments', 'payments'],
  ])('%s', (text, service) => {
    expect(serviceNamedIn(text, SERVICES)).toBe(service);
  });

  test.each([
    ['none', 'DNS'],
    ['two', 'payments hung, so checkout failed'],
    ['a longer name', 'reorders were late at orders.example.com'],
    ['one that it denies', 'It was not checkout after all'],
    ['one that it excuses', 'checkout wasn’t the culprit'],
    ['one that it doubts', 'checkout?'],
    ['one only as where it hurt', 'checkout failed because the disk was full'],
    ['nothing', ''],
  ])('or, to be careful, does not: %s', (_, text) => {
    expect(serviceNamedIn(text, SERVICES)).toBeNull();
  });

  test('whatever the catalogue calls it', () => {
    expect(serviceNamedIn('c++ (old) crashed', ['c++ (old)', 'a.b'])).toBe('c++ (old)');
    expect(serviceNamedIn('axb crashed', ['c++ (old)', 'a.b'])).toBeNull();
  });
});
