/** Moves a proposal to another state and writes everything that has to be written with it, or nothing. */
import type { Actor } from '../../incidents/incident.js';
import type { TimelineKind } from '../../incidents/timeline.js';
import type { Metrics } from '../../observability/metrics.js';
import type { RefusalCode } from '../../remediation/policy/refusal.js';
import type { Proposal, ProposalStatus } from '../../remediation/proposal.js';
import type { Transaction } from '../transaction.js';

export interface ProposalMove {
  readonly from: ProposalStatus;
  readonly to: ProposalStatus;
  readonly actor: Actor;
  readonly kind: TimelineKind;
  /** For the timeline: what happened, in a sentence. */
  readonly text: string;
  /** For the card; absent keeps what it says. */
  readonly outcome?: string;
  /** Why it was not run, for the audit log. */
  readonly code?: RefusalCode;
  /** Set when a person's decision is recorded by this move. */
  readonly isDecision?: boolean;
}

/** Returns the moved proposal, or undefined (and writes nothing) when somebody else was first. */
export async function moveProposal(
  deps: { metrics: Pick<Metrics, 'proposals'> },
  tx: Transaction,
  proposal: Pick<Proposal, 'id' | 'incidentId' | 'argumentsHash'>,
  move: ProposalMove,
): Promise<Proposal | undefined> {
  const moved = await tx.proposals.move(proposal.id, move.from, move.to, {
    ...(move.isDecision ? { decidedBy: move.actor } : {}),
    ...(move.outcome === undefined ? {} : { outcome: move.outcome }),
  });
  if (!moved) return undefined;
  await tx.timeline.append({
    incidentId: moved.incidentId,
    kind: move.kind,
    actor: move.actor,
    text: move.text,
  });
  await tx.audit.append({
    actor: move.actor,
    event: `proposal.${move.to}`,
    subject: moved.id,
    details: {
      argumentsHash: moved.argumentsHash,
      outcome: move.outcome ?? null,
      ...(move.code === undefined ? {} : { code: move.code }),
    },
  });
  await tx.notifier.touch({ kind: 'proposal', incidentId: moved.incidentId, subjectId: moved.id });
  await tx.notifier.touch({ kind: 'incident_card', incidentId: moved.incidentId, subjectId: null });
  // The card of what it takes back offers that again, or not any more.
  if (moved.undoes !== null)
    await tx.notifier.touch({ kind: 'proposal', incidentId: moved.incidentId, subjectId: moved.undoes });
  // It asks for the decision as well, until there is one.
  if (move.from === 'pending')
    await tx.notifier.touch({ kind: 'evidence', incidentId: moved.incidentId, subjectId: null });
  deps.metrics.proposals.inc({ status: move.to });
  return moved;
}
