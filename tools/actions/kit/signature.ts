/** How a run signs what it leaves at another system: for people there, and so that a later attempt finds it. */
import type { Run } from '../ports/run.js';

export function nameProposal({ idempotencyKey }: Pick<Run, 'idempotencyKey'>): string {
  return `Firewatch proposal ${idempotencyKey}`;
}

/** To be put behind it; empty where nobody was asked. */
export function nameApprover({ approvedBy }: Pick<Run, 'approvedBy'>): string {
  return approvedBy === undefined ? '' : `, approved by ${approvedBy}`;
}
