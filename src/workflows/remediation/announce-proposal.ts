/** Writes and shows that there is a new proposal. */
import type { Metrics } from '../../observability/metrics.js';
import { hashContract } from '../../remediation/contract-hash.js';
import type { Proposal } from '../../remediation/proposal.js';
import type { Transaction } from '../transaction.js';

export async function announceProposal(
  deps: { metrics: Pick<Metrics, 'proposals'> },
  tx: Transaction,
  proposal: Proposal,
): Promise<void> {
  const isShadow = proposal.status === 'shadow';
  await tx.timeline.append({
    incidentId: proposal.incidentId,
    kind: 'proposal.created',
    actor: proposal.proposedBy,
    text: isShadow ? `Would have proposed: ${proposal.title}.` : `Proposed: ${proposal.title}.`,
  });
  await tx.audit.append({
    actor: proposal.proposedBy,
    event: isShadow ? 'proposal.shadowed' : 'proposal.created',
    subject: proposal.id,
    details: {
      action: proposal.action,
      argumentsHash: proposal.argumentsHash,
      contractHash: hashContract(proposal),
      effect: proposal.effect,
      policyVersion: proposal.terms?.policyVersion ?? null,
      rule: proposal.terms?.rule ?? null,
      supersedes: proposal.supersedes,
    },
  });
  await tx.notifier.touch({ kind: 'proposal', incidentId: proposal.incidentId, subjectId: proposal.id });
  await tx.notifier.touch({ kind: 'incident_card', incidentId: proposal.incidentId, subjectId: null });
  // A decision that somebody waits for is never kept back.
  if (!isShadow) await tx.storms.release(proposal.incidentId);
  deps.metrics.proposals.inc({ status: proposal.status });
}
