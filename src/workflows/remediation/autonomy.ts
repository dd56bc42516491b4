/** What a runbook's step earns by working, and loses by failing once. Inside a transaction. */
import { FIREWATCH } from '../../incidents/incident.js';
import type { Proposal } from '../../remediation/proposal.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { Transaction } from '../transaction.js';

/** Counts a fix that mended what was broken; undoing another is no merit of a step. */
export async function earnAutonomy(tx: Transaction, proposal: Proposal): Promise<void> {
  const { runbookId, stepHash, title, undoes } = proposal;
  if (runbookId === null || stepHash === null || undoes !== null) return;
  await tx.autonomy.succeeded({ runbookId, stepHash, title });
}

/** The first failure takes a promotion back; people approve it again from then on. */
export async function loseAutonomy(tx: Transaction, proposal: Proposal, why: string): Promise<void> {
  const { runbookId, stepHash, title, undoes, incidentId } = proposal;
  if (runbookId === null || stepHash === null || undoes !== null) return;
  const wasPromoted = await tx.autonomy.failed({ runbookId, stepHash, title, why: why.slice(0, 500) });
  if (!wasPromoted) return;
  await tx.audit.append({
    actor: FIREWATCH,
    event: 'autonomy.demoted',
    subject: proposal.id,
    details: { runbookId, stepHash, title, why: why.slice(0, 500) },
  });
  await sayInThread(tx, {
    incidentId,
    kind: 'note',
    actor: FIREWATCH,
    text: `“${title}” does not run by itself any more, because this time it is not known to have worked. People approve it from now on.`,
  });
}
