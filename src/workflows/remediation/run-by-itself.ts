/** Approves a proposal without anybody's yes, where a person's decision or the policy lets it; else it goes on waiting. */
import type { Actor } from '../../incidents/incident.js';
import { refuse, type Permission } from '../../remediation/policy/refusal.js';
import type { Proposal } from '../../remediation/proposal.js';
import type { Transaction } from '../transaction.js';
import { judgeAutonomy } from './judge-execution.js';
import { judgeRun } from './judge-run.js';
import { moveProposal } from './move-proposal.js';
import type { RemediationDeps } from './remediation-deps.js';

type Deps = Pick<RemediationDeps, 'catalog' | 'policy' | 'metrics'> & {
  readonly settings: Pick<RemediationDeps['settings'], 'areActionsStopped'>;
};

/** Inside a transaction that has locked the incident. Refused: the stop, a freeze, a limit or the policy is in the way. */
export async function runByItself(
  deps: Deps,
  tx: Transaction,
  proposal: Proposal,
  { actor, text, waitSeconds = 0 }: { actor: Actor; text: string; waitSeconds?: number },
): Promise<Permission> {
  if (proposal.status !== 'pending') return refuse('already_decided', 'It does not wait.');
  const earned = await judgeAutonomy(deps, tx, proposal);
  const run = earned.isAllowed ? await judgeRun(deps, tx, proposal, []) : earned;
  if (!run.isAllowed) return run;
  const approved = await moveProposal(deps, tx, proposal, {
    from: 'pending',
    to: 'approved',
    actor,
    kind: 'proposal.approved',
    text,
    isDecision: true,
  });
  if (!approved) return refuse('expired', 'Its time ran out.');
  const later = waitSeconds > 0 ? { startAfterSeconds: waitSeconds } : {};
  await tx.jobs.send('execute-proposal', { proposalId: proposal.id }, later);
  return run;
}
