import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { computeImpact } from '../../src/incidents/compute-impact.js';
import type { ImpactInput } from '../../src/incidents/impact-parts.js';
import { isWorthShowing } from '../../src/incidents/impact.js';
import { SEVERITIES } from '../../src/incidents/incident.js';
import type { ServiceTier } from '../../src/incidents/service.js';
import { assessBudget, windowsOf } from '../../src/incidents/slo/error-budget.js';

const AT = new Date('2026-01-31T03:12:00Z');
const MINUTES = 60_000;
const SLO = { name: 'a', service: 'checkout', target: 0.999, windowSeconds: 30 * 86_400 };

/** The same burn rate over every window. */
function burning(rate: number) {
  const shares = windowsOf(SLO).map((window) => [window, { share: rate * 0.001 }] as const);
  const budget = assessBudget(SLO, new Map(shares), SLO.windowSeconds);
  return [{ budget, queries: [{ name: 'failing share over 1h', query: 'x[1h]' }] }];
}
const fails = (share: number, perSecond: number | null = 3): ImpactInput['failing'] => ({
  service: 'checkout',
  share,
  perSecond,
  queries: [{ name: 'failing share of checkout', query: 'errors' }],
});
const unmeasured = { service: 'checkout', share: null, why: 'Prometheus is away' } as const;
const input = (change: Partial<ImpactInput> = {}): ImpactInput => ({
  service: 'checkout',
  tier: 1,
  severity: 'sev2',
  startedAt: new Date(AT.getTime() - 15 * MINUTES),
  failing: fails(0.25),
  lastMeasured: null,
  budgets: burning(20),
  dependants: [],
  at: AT,
  ...change,
});
const scoreOf = (change: Partial<ImpactInput>) => computeImpact(input(change)).score;

describe('computeImpact', () => {
  test('shows every part with its reason and what measured it', () => {
    const impact = computeImpact(
      input({
        dependants: [
          { name: 'mail', tier: 3 },
          { name: 'web', tier: 1 },
        ],
      }),
    );

    expect(impact).toEqual({
      score: 69,
      computedAt: AT,
      failing: { service: 'checkout', share: 0.25, perSecond: 3, at: AT.toISOString() },
      components: [
        { name: 'tier', points: 25, outOf: 25, reason: 'checkout is tier 1' },
        {
          name: 'failing_requests',
          points: 13.8,
          outOf: 30,
          reason: '25 % of requests to checkout fail, 3 a second',
          queries: [{ name: 'failing share of checkout', query: 'errors' }],
        },
        {
          name: 'error_budget',
          points: 15,
          outOf: 15,
          reason:
            'the error budget burns at 20× over 1h (20× over 5m), above the limit of 14.4×; the 30d budget is used up (2000 % of it)',
          queries: [{ name: 'failing share over 1h', query: 'x[1h]' }],
        },
        {
          name: 'blast_radius',
          points: 6.5,
          outOf: 15,
          reason: 'called by web (tier 1), mail (tier 3)',
        },
        { name: 'duration', points: 1.3, outOf: 5, reason: 'it lasts for 15 min' },
        { name: 'severity', points: 7, outOf: 10, reason: 'its severity is sev2' },
      ].map((part) => expect.objectContaining(part)),
    });
  });

  test('has parts whose most points add up to 100', () => {
    const most = computeImpact(input()).components.reduce((sum, { outOf }) => sum + outOf, 0);
    const many = Array.from({ length: 50 }, (_, index) => ({ name: `s${index}`, tier: 1 as const }));

    expect(most).toBe(100);
    expect(
      scoreOf({
        failing: fails(7, 1e6),
        dependants: many,
        severity: 'sev1',
        startedAt: new Date(0),
        budgets: burning(1e6),
      }),
    ).toBe(100);
    expect(
      scoreOf({ tier: 4, failing: fails(NaN, null), severity: 'sev4', startedAt: AT, budgets: [] }),
    ).toBe(2);
  });

  test('never falls when one of its causes gets worse', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const rate = fc.double({ min: 0, max: 1000, noNaN: true });
    const tier = fc.constantFrom<ServiceTier>(1, 2, 3, 4);
    const change = fc.record({
      tier,
      severity: fc.constantFrom(...SEVERITIES),
      failing: fc.tuple(share, rate).map(([a, b]) => fails(a, b)),
      budgets: fc.oneof(rate.map(burning), fc.constant([])),
      dependants: fc.array(
        tier.map((one) => ({ name: 's', tier: one })),
        { maxLength: 5 },
      ),
      startedAt: fc.nat(600).map((minutes) => new Date(AT.getTime() - minutes * MINUTES)),
    });
    const points = (parts: Partial<ImpactInput>) =>
      computeImpact(input(parts)).components.reduce((sum, part) => sum + part.points, 0);
    fc.assert(
      fc.property(change, share, rate, (some, more, faster) => {
        const failing = some.failing.share === null ? 0 : some.failing.share;
        const before = points(some);
        for (const worse of [
          { tier: 1 as const },
          { severity: 'sev1' as const },
          { failing: fails(Math.max(failing, more), Math.max(Number(perSecond(some.failing)), faster)) },
          { dependants: [...some.dependants, { name: 'one more', tier: 2 as const }] },
          { startedAt: new Date(some.startedAt.getTime() - 60 * MINUTES) },
          some.budgets.length > 0 ? { budgets: burning(rateOf(some.budgets) + faster) } : {},
        ])
          expect(points({ ...some, ...worse })).toBeGreaterThanOrEqual(before - 1e-9);
      }),
    );
  });

  test.each([
    [{ service: 'x', tier: null }, 'x is not in the catalogue, counted as tier 3'],
    [{ service: null, tier: null }, 'no service is named, counted as tier 3'],
    [{ failing: unmeasured }, 'how many requests to checkout fail could not be measured: Prometheus is away'],
    [{ failing: fails(0.25, null) }, '25 % of requests to checkout fail'],
    [{ failing: fails(0.25, 0.05) }, '25 % of requests to checkout fail, 3 a minute'],
    [{ unitOfWork: 'jobs' }, '25 % of jobs of checkout fail, 3 a second'],
    [{ budgets: [] }, 'checkout has no SLO; what fails counts here, too'],
    [{ budgets: null }, 'the error budget has not been asked for yet; what fails counts here, too'],
    [{}, 'no other service calls it'],
    [
      { service: 'x', tier: null, failing: { service: 'x', share: null, why: null } },
      'x is not in the catalogue, so how many users it hurts is not measured',
    ],
    [{ service: 'x', tier: null }, 'x is not in the catalogue, so what calls it is not known'],
    [
      {
        failing: unmeasured,
        lastMeasured: { service: 'web', share: 0.3, perSecond: 2, at: new Date('2026-01-31T03:02:00Z') },
      },
      '30 % of requests to web failed when last measured, at 03:02 UTC',
    ],
  ])('says what it does not know: %j', (change, reason) => {
    expect(computeImpact(input(change)).components.map((part) => part.reason)).toContain(reason);
  });

  test('counts what was measured last where nothing can be measured, and keeps when that was', () => {
    const at = new Date('2026-01-31T03:02:00Z');
    const last = { service: 'web', share: 0.25, perSecond: 3, at };

    const after = computeImpact(input({ failing: unmeasured, lastMeasured: last }));

    expect(after.score).toBe(scoreOf({}));
    expect(after.failing).toMatchObject({ service: 'web', share: 0.25, at: at.toISOString() });
    expect(computeImpact(input({ failing: unmeasured })).failing).toBeUndefined();
  });
});

test('is shown anew when the score changed, not for a minute more', () => {
  const before = computeImpact(input());
  const later = (minutes: number) => computeImpact(input({ at: new Date(AT.getTime() + minutes * MINUTES) }));

  expect(isWorthShowing(null, before)).toBe(true);
  expect(isWorthShowing(before, later(1))).toBe(false);
  expect(isWorthShowing(before, later(120))).toBe(true);
});

const perSecond = (failing: ImpactInput['failing']) => (failing.share === null ? 0 : failing.perSecond);
function rateOf(budgets: readonly ReturnType<typeof burning>[number][]): number {
  return budgets[0]?.budget.pairs[0]?.rate ?? 0;
}
