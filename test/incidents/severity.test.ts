import { describe, expect, test } from '@jest/globals';
import { severityOfAlert, worseSeverity } from '../../src/incidents/severity.js';

describe('severityOfAlert', () => {
  test.each([
    [{ severity: 'critical' }, 'sev1'],
    [{ severity: ' Page ' }, 'sev1'],
    [{ severity: 'ERROR' }, 'sev2'],
    [{ severity: 'warning' }, 'sev3'],
    [{ priority: 'P4' }, 'sev4'],
    [{ severity: 'info', priority: 'P1' }, 'sev4'],
    [{ severity: 'purple' }, 'sev3'],
    [{ severity: 'constructor' }, 'sev3'],
    [{ severity: '__proto__' }, 'sev3'],
    [{}, 'sev3'],
  ])('%j → %s', (labels: Record<string, string>, severity) => {
    expect(severityOfAlert(labels)).toBe(severity);
  });
});

test('worseSeverity takes the smaller number', () => {
  expect(worseSeverity('sev3', 'sev1')).toBe('sev1');
  expect(worseSeverity('sev2', 'sev4')).toBe('sev2');
});
