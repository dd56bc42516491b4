/** Budgets for tests. */
import type { Spending } from '../../src/agent/ports.js';
import type { SpendingSettings } from '../../src/agent/spending/spending.js';

/** What is not about money: every request is granted. */
export function grantingSpending(): Spending {
  return {
    reserve: () => Promise.resolve({ isGranted: true, id: 'granted' }),
    settle: () => Promise.resolve(),
  };
}

/** More than any test uses; the price of every model is known. */
export const AMPLE: SpendingSettings = {
  budgets: { incident: { tokens: 10_000_000, cost: 1_000 }, day: { tokens: 10_000_000, cost: 1_000 } },
  prices: { byModel: {}, others: { input: 2, cachedInput: 0.5, output: 8 } },
};
