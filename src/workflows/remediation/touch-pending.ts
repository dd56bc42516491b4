/** Shows the cards that wait anew, and what to do next with them, because what may be decided has changed for all of them. */
import type { Transaction } from '../transaction.js';

/** More pending ones than that is a storm, and each click says it anyway. */
const MAX_CARDS = 100;

export async function touchPending(tx: Pick<Transaction, 'home' | 'proposals' | 'notifier'>): Promise<void> {
  for (const subjectId of await tx.home.pendingProposals(MAX_CARDS)) {
    const proposal = await tx.proposals.get(subjectId);
    if (!proposal) continue;
    const { incidentId } = proposal;
    await tx.notifier.touch({ kind: 'proposal', incidentId, subjectId });
    await tx.notifier.touch({ kind: 'incident_card', incidentId, subjectId: null });
  }
}
