/** Whether what is stored is what was proposed and approved, held against the audit log, which nobody can edit unseen. */
import { hashArguments } from '../../remediation/action-catalogue.js';
import { hashContract } from '../../remediation/contract-hash.js';
import { ALLOWED, refuse, type Permission } from '../../remediation/policy/refusal.js';
import type { Approval, Proposal } from '../../remediation/proposal.js';
import type { Transaction } from '../transaction.js';

const TELL = 'Tell whoever runs Firewatch.';

/** What is stored must still be what was hashed, what everybody approved, and what was written down when it was proposed. */
export async function judgeContract(
  tx: Pick<Transaction, 'audit'>,
  proposal: Proposal,
  approvals: readonly Approval[],
): Promise<Permission> {
  const isWhole = hashArguments(proposal.action, proposal.arguments) === proposal.argumentsHash;
  const isApproved = approvals.every(({ argumentsHash }) => argumentsHash === proposal.argumentsHash);
  return isWhole && isApproved
    ? judgeRecorded(tx, proposal)
    : refuse('arguments_changed', `What is stored is not what was approved. ${TELL}`);
}

/** The whole contract: way back, verification, precondition and terms included. */
export async function judgeRecorded(tx: Pick<Transaction, 'audit'>, proposal: Proposal): Promise<Permission> {
  const recorded = await tx.audit.firstOf(proposal.id, 'proposal.created');
  if (recorded?.details.contractHash === undefined)
    return refuse(
      'not_recorded',
      'It was proposed by an older version of Firewatch, which did not write down all that people approve. A new analysis proposes it again.',
    );
  return recorded.isIntact && recorded.details.contractHash === hashContract(proposal)
    ? ALLOWED
    : refuse('contract_changed', `What is stored is not what was proposed. ${TELL}`);
}
