/** The budgets as one run sees them: bound to what it is about and to the ledger. */
import type { Spending } from '../../agent/ports.js';
import type { CallSubject } from '../../agent/spending/ledger.js';
import { createSpending, type SpendingDeps, type SpendingSettings } from '../../agent/spending/spending.js';
import type { Store } from '../transaction.js';

export interface SpendingForDeps {
  readonly store: Store;
  readonly spending: SpendingSettings;
  readonly metrics: SpendingDeps['metrics'];
}

export function spendingFor({ store, spending, metrics }: SpendingForDeps, subject: CallSubject): Spending {
  return createSpending(
    { ...spending, metrics, withLedger: (work) => store.transaction((tx) => work(tx.modelCalls)) },
    subject,
  );
}
