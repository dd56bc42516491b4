import { describe, expect, test } from '@jest/globals';
import { findGap, ground } from '../../../src/agent/report/grounding.js';
import { Report } from '../../../src/agent/report/report.js';
import type { Evidence } from '../../../src/incidents/evidence.js';
import { observation } from '../../helpers/checkout-evidence.js';
import { REPORT } from '../../helpers/investigate-with.js';

const at = new Date('2026-11-20T03:20:00Z');
const MEASURED: Evidence = {
  ...observation(),
  id: 'E1',
  createdAt: at,
  kind: 'signal',
  service: 'checkout',
  isAnomalous: true,
};
const TOLD: Evidence = { ...MEASURED, id: 'E2', kind: 'tool_result', source: 'mcp:deploys' };
const OWN: Evidence = { ...TOLD, id: 'E3', source: 'prometheus' };

function gapOf(evidenceIds: readonly string[], stored: readonly Evidence[]) {
  const report = Report.parse({ ...REPORT, cause: { ...REPORT.cause, evidenceIds } });
  const grounds = { evidence: new Map(stored.map((one) => [one.id, one])), services: new Set(['checkout']) };
  return { gap: findGap(report, grounds), cause: ground(report, grounds).cause };
}

describe("what somebody else's server said", () => {
  test.each([
    ['beside measurements', [MEASURED, TOLD]],
    ['where nothing could be measured', [TOLD]],
  ])('is no cause by itself, %s', (_where, stored) => {
    const { gap, cause } = gapOf(['E2'], stored);

    expect(gap).toContain('comes from servers outside of Firewatch');
    expect(cause).toBeNull();
  });

  test('adds to what was seen here', () => {
    const { gap, cause } = gapOf(['E2', 'E1'], [MEASURED, TOLD]);

    expect(gap).toBeNull();
    expect(cause?.evidenceIds).toEqual(['E2', 'E1']);
  });

  test('is told from what our own tools looked up', () => {
    expect(gapOf(['E3'], [MEASURED, OWN]).gap).toBeNull();
  });
});
