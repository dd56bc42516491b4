import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeBudget, describeBurn } from '../../../src/incidents/slo/budget-words.js';
import {
  assessBudget,
  fastestPair,
  windowsOf,
  type FailingShare,
} from '../../../src/incidents/slo/error-budget.js';

const DAY = 86_400;
const MONTH = { name: 'availability', service: 'checkout', target: 0.999, windowSeconds: 30 * DAY };
const [M5, M30, H1, H6, D3] = [300, 1800, 3600, 6 * 3600, 3 * DAY] as const;

/** Failing shares of 5m, 30m, 1h, 6h, 3d and the whole window. */
function budgetOf(shares: readonly (number | string)[], coveredSeconds = 30 * DAY, slo = MONTH) {
  const found = windowsOf(slo).map((window, index): readonly [number, FailingShare] => {
    const share = shares[index] ?? 0;
    return [window, typeof share === 'number' ? { share } : { share: null, why: share }];
  });
  return assessBudget(slo, new Map(found), coveredSeconds);
}

test('a budget is judged by the windows that fit into its own', () => {
  expect(windowsOf(MONTH)).toEqual([M5, M30, H1, H6, D3, 30 * DAY]);
  expect(windowsOf({ windowSeconds: DAY })).toEqual([M5, M30, H1, H6, DAY]);
});

describe('a burn rate', () => {
  test.each([
    ['exactly the target', [0.001, 0.001, 0.001, 0.001, 0.001, 0.001], 1, [false, false, true]],
    ['2 % of a month in an hour', [0.0144, 0.0144, 0.0144], 14.4, [true, false, false]],
    ['everything fails', [1, 1, 1, 1, 1, 1], 1000, [true, true, true]],
    ['a spike of the last minutes only', [0.5, 0.1, 0.001, 0, 0, 0], 1, [false, false, false]],
    ['over for five minutes', [0, 0.2, 0.3, 0.05, 0.01, 0], 50, [false, true, true]],
    ['nothing fails', [], 0, [false, false, false]],
  ])('%s', (_, shares, fastest, burning) => {
    const budget = budgetOf(shares);

    expect(fastestPair(budget)?.rate).toBeCloseTo(fastest, 6);
    expect(budget.pairs.map(({ isBurning }) => isBurning)).toEqual(burning);
  });

  test('needs both windows, and says what is missing', () => {
    const budget = budgetOf(['there was no request in the last 5m', 0.2, 0.3, 0.1, 'x', 'x']);

    expect(budget.pairs.map(({ rate }) => rate && Math.round(rate))).toEqual([null, 100, null]);
    expect(describeBurn(budget)).toBe('burns at 100× over 6h (200× over 30m), above the limit of 6×');
    expect(describeBurn(budgetOf(Array(6).fill('there are no samples')))).toBe(
      'cannot be followed: there are no samples',
    );
  });

  test('counts what is not on record as free of failures', () => {
    const budget = budgetOf([0.4, 0.4, 0.4, 0.4, 0.4, 0.4], 120);

    expect(budget.pairs[0]?.short).toMatchObject({ rate: expect.closeTo(160), isAtLeast: true });
    expect(budget.pairs[0]?.long.rate).toBeCloseTo((400 * 120) / 3600);
    expect(budget.spent).toBeCloseTo((400 * 120) / (30 * DAY));
    expect(describeBudget(budget)).toBe(
      'at most 98 % of the 30d error budget is left (only 2 min on record)',
    );
  });

  test('never falls when more fails, anywhere', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(share, { minLength: 6, maxLength: 6 }),
        fc.nat(5),
        share,
        fc.integer({ min: 60, max: 40 * DAY }),
        (shares, where, more, covered) => {
          const worse = shares.map((one, index) => (index === where ? Math.max(one, more) : one));
          const [before, after] = [budgetOf(shares, covered), budgetOf(worse, covered)];
          expect(fastestPair(after)?.rate).toBeGreaterThanOrEqual(fastestPair(before)?.rate ?? 0);
          expect(after.spent).toBeGreaterThanOrEqual(before.spent ?? 0);
        },
      ),
    );
  });
});

test.each([
  [[0, 0, 0, 0, 0, 0.00038], '62 % of the 30d error budget is left'],
  [[0, 0, 0, 0, 0, 0.0014], 'the 30d error budget is used up (140 % of it)'],
  [[0, 0, 0, 0, 0, 'there is nobody'], 'the 30d error budget cannot be measured: there is nobody'],
])('the budget of %j in words', (shares, words) => {
  expect(describeBudget(budgetOf(shares))).toBe(words);
});
