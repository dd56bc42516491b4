/** A no to a person: they read why, and the audit log keeps it. */
import type { Actor } from '../../incidents/incident.js';
import { refuse, type Permission, type Refusal } from '../../remediation/policy/refusal.js';
import type { Proposal } from '../../remediation/proposal.js';
import type { Transaction } from '../transaction.js';
import type { Decision, DecisionResult } from '../use-cases/remediation.js';

/** Longer than any id; what somebody made up is shown no further than that. */
export const MAX_SUBJECT = 100;

export async function refuseDecision(
  tx: Pick<Transaction, 'audit'>,
  actor: Actor,
  decision: Pick<Decision, 'proposalId' | 'verdict'>,
  { code, reason }: Refusal,
): Promise<DecisionResult> {
  // Of what runs already it would be wrong.
  const sentence = code === 'already_decided' ? reason : `${reason} Nothing was done.`;
  await tx.audit.append({
    actor,
    event: 'decision.refused',
    subject: decision.proposalId.slice(0, MAX_SUBJECT),
    details: { verdict: decision.verdict, code, reason: sentence },
  });
  return { status: 'refused', sentence };
}

/** Why a proposal that waits for nobody cannot be decided. */
export function judgeStatus({ status, outcome }: Pick<Proposal, 'status' | 'outcome'>): Permission {
  switch (status) {
    case 'pending':
      return { isAllowed: true };
    case 'rejected':
      return refuse('already_decided', 'This was rejected already.');
    case 'expired':
      return refuse('expired', 'This proposal has expired: the situation may have changed.');
    case 'superseded':
    case 'cancelled':
      return refuse('withdrawn', outcome ?? 'This proposal was withdrawn.');
    case 'shadow':
      return refuse('shadow', 'This is only written down, to see what would have been done.');
    default:
      return refuse('already_decided', 'This was approved already; it runs only once.');
  }
}
