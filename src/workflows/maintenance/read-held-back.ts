/** What waits, and why: maintenance that lasts or is to come, and alerts that are held back. */
import type { HoldDeps } from '../alerts/hold-back.js';
import type { Store, Transaction } from '../transaction.js';
import type { HeldBack } from '../use-cases/maintenance.js';

export function readHeldBack(deps: HoldDeps & { readonly store: Store }, limit: number): Promise<HeldBack> {
  return deps.store.transaction((tx) => heldBackIn(deps, tx, limit));
}

export async function heldBackIn(
  { clock, settings }: HoldDeps,
  tx: Transaction,
  limit: number,
): Promise<HeldBack> {
  const now = clock.now();
  const configured = settings.holds.maintenance.filter(({ endsAt }) => endsAt > now);
  const { alerts, count } = await tx.holds.held(limit);
  const windows = [...configured, ...(await tx.holds.windows())].toSorted(
    (a, b) => a.endsAt.getTime() - b.endsAt.getTime(),
  );
  return { windows, alerts, alertCount: count, now };
}
