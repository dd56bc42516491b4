/** Stores a deploy or another change that somebody told us about; telling twice is harmless. */
import type { Change } from '../incidents/change.js';
import type { Store } from './transaction.js';

export async function recordChange(deps: { store: Store }, change: Change): Promise<{ isNew: boolean }> {
  return { isNew: await deps.store.transaction((tx) => tx.changes.record(change)) };
}
