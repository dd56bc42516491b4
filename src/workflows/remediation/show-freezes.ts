/** Cards that wait say whether changes are frozen; when a freeze begins or ends, they have to say something else. */
import type { Policy } from '../../remediation/policy/policy.js';
import type { Store } from '../transaction.js';
import { touchPending } from './touch-pending.js';

/** Longer than two rounds of housekeeping are apart, so that one that was late has not missed it. */
const LATELY_MS = 150_000;

export async function showFreezes(deps: {
  readonly store: Store;
  readonly policy: () => Policy;
}): Promise<void> {
  const { freezes } = deps.policy();
  if (freezes.length === 0) return;
  await deps.store.transaction(async (tx) => {
    const { now } = await tx.killSwitch.read();
    const isLately = (at: Date) => at <= now && now.getTime() - at.getTime() < LATELY_MS;
    if (freezes.some(({ from, to }) => isLately(from) || isLately(to))) await touchPending(tx);
  });
}
