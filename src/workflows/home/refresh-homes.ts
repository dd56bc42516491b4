/** Home tabs are wanted state like every message: touched here, read and published by the delivery engine. */
import type { Store, Transaction } from '../transaction.js';

export async function openHome(deps: { store: Store }, slackUserId: string): Promise<void> {
  await deps.store.transaction(async (tx) => {
    await tx.home.opened(slackUserId);
    await touchHome(tx, slackUserId);
  });
}

/** Of those who looked within a day. */
export async function refreshHome(deps: { store: Store }, slackUserId: string): Promise<void> {
  await deps.store.transaction(async (tx) => {
    if (await tx.home.isViewer(slackUserId)) await touchHome(tx, slackUserId);
  });
}

/** One transaction each: two that touch the same people in another order could wait for each other. */
export async function refreshHomes(deps: { store: Store }): Promise<void> {
  for (const viewer of await deps.store.transaction((tx) => tx.home.viewers())) {
    await deps.store.transaction((tx) => touchHome(tx, viewer));
  }
}

async function touchHome(tx: Transaction, slackUserId: string): Promise<void> {
  await tx.notifier.touch({
    kind: 'home',
    incidentId: null,
    subjectId: slackUserId,
    place: { channel: slackUserId, threadTs: null },
  });
}
