/** Budgets for tests. */
import type { CallOutcome, ExceededBudget, PlannedCall, Spending } from '../../src/agent/ports.js';
import type { SpendingSettings } from '../../src/agent/spending/spending.js';

/** What is not about money: every request is granted. */
export function grantingSpending(): Spending {
  return {
    reserve: () => Promise.resolve({ isGranted: true, id: 'granted' }),
    settle: () => Promise.resolve(),
  };
}

/** Grants so many requests and writes everything down. */
export function purse(grants = Number.POSITIVE_INFINITY, budget: ExceededBudget = 'incident_tokens') {
  const reserved: PlannedCall[] = [];
  const settled: CallOutcome[] = [];
  const open = new Set<string>();
  const spending: Spending = {
    reserve(call) {
      if (reserved.length >= grants) return Promise.resolve({ isGranted: false, budget });
      reserved.push(call);
      const id = `r${reserved.length}`;
      open.add(id);
      return Promise.resolve({ isGranted: true, id });
    },
    settle(id, outcome) {
      if (!open.delete(id)) return Promise.reject(new Error(`${id} is not open`));
      settled.push(outcome);
      return Promise.resolve();
    },
  };
  return { spending, reserved, settled, open };
}

/** More than any test uses; the price of every model is known. */
export const AMPLE: SpendingSettings = {
  budgets: { incident: { tokens: 10_000_000, cost: 1_000 }, day: { tokens: 10_000_000, cost: 1_000 } },
  prices: { byModel: {}, others: { input: 2, cachedInput: 0.5, output: 8 } },
};
