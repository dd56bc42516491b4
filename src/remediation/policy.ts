/** Who may decide on a proposal. Pure; fails closed: with nobody named, nobody may. */
import type { Proposal } from './proposal.js';

export interface ApprovalPolicy {
  /** Slack user ids. */
  readonly approvers: readonly string[];
}

export type Eligibility =
  { readonly isAllowed: true } | { readonly isAllowed: false; readonly reason: string };

export function decideEligibility(
  policy: ApprovalPolicy,
  slackUserId: string,
  proposal: Proposal,
): Eligibility {
  if (policy.approvers.length === 0) {
    return {
      isAllowed: false,
      reason:
        'Nobody may approve yet. The operator of Firewatch has to name the people in `approvals.approvers` of firewatch.yaml.',
    };
  }
  if (!policy.approvers.includes(slackUserId)) {
    return {
      isAllowed: false,
      reason: `Only ${policy.approvers.join(', ')} may decide on “${proposal.title}”.`,
    };
  }
  return { isAllowed: true };
}
