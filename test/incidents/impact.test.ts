import { describe, expect, test } from '@jest/globals';
import { computeImpact, type ImpactInput } from '../../src/incidents/impact.js';

const AT = new Date('2026-01-31T03:12:00Z');
const input = (change: Partial<ImpactInput> = {}): ImpactInput => ({
  service: 'checkout',
  tier: 1,
  failingShare: 0.25,
  dependants: [],
  at: AT,
  ...change,
});
const scoreOf = (change: Partial<ImpactInput>) => computeImpact(input(change)).score;

describe('computeImpact', () => {
  test('shows every part with its reason', () => {
    const impact = computeImpact(
      input({
        dependants: [
          { name: 'web', tier: 1 },
          { name: 'mail', tier: 3 },
        ],
      }),
    );

    expect(impact).toEqual({
      score: 67,
      computedAt: AT,
      components: [
        { name: 'tier', points: 40, outOf: 40, reason: 'checkout is tier 1' },
        { name: 'failing_requests', points: 20, outOf: 40, reason: '25 % of user requests fail' },
        { name: 'dependants', points: 7, outOf: 20, reason: 'called by web, mail' },
      ],
    });
  });

  test('stays within 0 and 100', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ name: `s${index}`, tier: 1 as const }));

    expect(scoreOf({ failingShare: 7, dependants: many })).toBe(100);
    expect(scoreOf({ tier: 4, failingShare: -1 })).toBe(4);
    expect(scoreOf({ tier: 4, failingShare: NaN })).toBe(4);
  });

  test('rises with every cause', () => {
    expect(scoreOf({ tier: 1 })).toBeGreaterThan(scoreOf({ tier: 2 }));
    expect(scoreOf({ failingShare: 0.5 })).toBeGreaterThan(scoreOf({ failingShare: 0.1 }));
    expect(scoreOf({ dependants: [{ name: 'web', tier: 1 }] })).toBeGreaterThan(scoreOf({}));
  });

  test('says what it does not know', () => {
    const reasons = computeImpact(input({ service: 'x', tier: null, failingShare: null })).components;

    expect(reasons.map(({ reason }) => reason)).toEqual([
      'x is not in the catalogue, counted as tier 3',
      'the share of failing user requests could not be measured',
      'no other service calls it',
    ]);
  });
});
