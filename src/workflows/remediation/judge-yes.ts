/** Whether somebody's yes is one: what the policy says now, who they are, and, past the rules, why. */
import { judgeApprover, judgeDecider, type Decider } from '../../remediation/policy/eligibility.js';
import { refuse, type Refused } from '../../remediation/policy/refusal.js';
import type { Approval, Proposal } from '../../remediation/proposal.js';
import type { Transaction } from '../transaction.js';
import type { Decision } from '../use-cases/remediation.js';
import { judgeContract } from './judge-contract.js';
import { judgeTerms } from './judge-run.js';
import type { RemediationDeps } from './remediation-deps.js';

/** A reason is read by others afterwards. */
const MIN_REASON_CHARS = 10;
const MAX_REASON_CHARS = 500;

export async function judgeYes(
  deps: Pick<RemediationDeps, 'catalog' | 'policy'>,
  tx: Pick<Transaction, 'audit' | 'killSwitch'>,
  {
    proposal,
    decider,
    decision,
    earlier,
  }: { proposal: Proposal; decider: Decider; decision: Decision; earlier: readonly Approval[] },
): Promise<Refused | { readonly approval: Approval }> {
  const contract = await judgeContract(tx, proposal, earlier);
  if (!contract.isAllowed) return contract;
  const { now } = await tx.killSwitch.read();
  const terms = judgeTerms(deps, proposal, now);
  if ('isAllowed' in terms) return terms;
  const approval = { slackUserId: decider.slackUserId, argumentsHash: proposal.argumentsHash, at: now };
  if (decision.breakGlassReason === undefined) {
    const may = judgeApprover(decider, terms, {
      title: proposal.title,
      proposer: proposal.proposedBy.kind === 'person' ? proposal.proposedBy.id : null,
      approvedBy: earlier.map(({ slackUserId }) => slackUserId),
    });
    return may.isAllowed ? { approval: { ...approval, breakGlassReason: null } } : may;
  }
  const may = judgeDecider(decider, deps.policy().breakGlass, 'approve past the rules');
  if (!may.isAllowed) return may;
  const reason = decision.breakGlassReason.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_REASON_CHARS);
  return reason.length < MIN_REASON_CHARS
    ? refuse('reason_missing', 'Say in a sentence why it cannot wait; everybody will read it.')
    : { approval: { ...approval, breakGlassReason: reason } };
}
