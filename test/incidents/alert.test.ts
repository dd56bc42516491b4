import { describe, expect, test } from '@jest/globals';
import { beganAt, serviceOfAlert } from '../../src/incidents/alert.js';

describe('serviceOfAlert', () => {
  test.each([
    [{ job: 'node', service: 'checkout' }, 'checkout'],
    [{ job: 'node', app: '' }, 'node'],
    [{ instance: 'a:1' }, null],
  ])('%j is about %s', (labels: Record<string, string>, service) => {
    expect(serviceOfAlert(labels)).toBe(service);
  });
});

describe('beganAt', () => {
  const firstReceivedAt = new Date('2026-01-31T03:12:00Z');

  test.each([
    ['2026-01-31T03:10:00Z', '2026-01-31T03:10:00.000Z'],
    ['2026-01-28T03:10:00Z', '2026-01-28T03:10:00.000Z'],
    ['0001-01-01T00:00:00Z', '2026-01-31T03:12:00.000Z'],
    ['2026-01-01T00:00:00Z', '2026-01-31T03:12:00.000Z'],
    ['2099-01-01T00:00:00Z', '2026-01-31T03:12:00.000Z'],
  ])('of an alert from %s is %s', (startsAt, began) => {
    expect(beganAt({ startsAt: new Date(startsAt), firstReceivedAt }).toISOString()).toBe(began);
  });
});
