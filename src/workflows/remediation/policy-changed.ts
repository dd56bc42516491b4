/** What follows when another policy holds, or the file that says it cannot be used: people see it where they look. */
import { FIREWATCH } from '../../incidents/incident.js';
import type { Store } from '../transaction.js';
import { refreshHomes } from '../home/refresh-homes.js';
import { touchPending } from './touch-pending.js';

export async function policyChanged(
  deps: { readonly store: Store },
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  if (from !== to) {
    await deps.store.transaction(async (tx) => {
      await tx.audit.append({
        actor: FIREWATCH,
        event: 'policy.changed',
        subject: 'policy',
        details: { from, to },
      });
      await touchPending(tx);
    });
  }
  await refreshHomes(deps);
}
