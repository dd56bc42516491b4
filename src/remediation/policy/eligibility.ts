/** Whether a person is one of those who may decide. Pure; fails closed: what could not be found out counts as no. */
import { eitherOf } from '../../shared/text.js';
import type { Approver } from './policy.js';
import { ALLOWED, refuse, type Permission } from './refusal.js';
import type { Terms } from './terms.js';

/** Somebody who wants to decide, as Slack and the paging system know them at this moment. */
export interface Decider {
  readonly slackUserId: string;
  readonly account: 'member' | 'guest' | 'stranger' | 'bot' | 'deactivated' | 'unknown';
  /** Of the groups that the terms name, those the person is in; null: Slack did not say. */
  readonly userGroups: ReadonlySet<string> | null;
  /** For the proposal's service; null: nobody could tell. */
  readonly isOnCall: boolean | null;
}

const NO_MEMBER: Readonly<Record<Exclude<Decider['account'], 'member' | 'unknown'>, string>> = {
  guest: 'Guests may not decide about actions.',
  stranger: 'Only people of this workspace may decide about actions.',
  bot: 'Only people may decide about actions, not apps.',
  deactivated: 'This account is deactivated.',
};

/** An account that may act at all, whatever the action. */
export function judgeAccount({ account }: Decider): Permission {
  if (account === 'member') return ALLOWED;
  if (account === 'unknown')
    return refuse(
      'cannot_check',
      'Slack did not say who you are, so nothing was decided. Try again in a moment.',
    );
  return refuse('no_member', NO_MEMBER[account]);
}

/** Whether one of `approvers` is this person. `what` completes "may …": `decide on “Roll back”`. */
export function judgeDecider(decider: Decider, approvers: readonly Approver[], what: string): Permission {
  const account = judgeAccount(decider);
  if (!account.isAllowed) return account;
  if (approvers.length === 0) {
    return refuse(
      'nobody_named',
      `Nobody may ${what} yet. The operator of Firewatch has to name the people in policy.yaml, or in \`approvals.approvers\` of firewatch.yaml.`,
    );
  }
  const answers = approvers.map((approver) => isOne(approver, decider));
  if (answers.includes(true)) return ALLOWED;
  if (answers.includes(null)) {
    return refuse(
      'cannot_check',
      'It could not be found out just now whether you may: Slack or the paging system did not answer. Try again, or ask somebody who is named in the policy.',
    );
  }
  return refuse('not_eligible', `Only ${eitherOf(nameApprovers(approvers))} may ${what}.`);
}

/** The person's approval on top of those given already. */
export function judgeApprover(
  decider: Decider,
  terms: Pick<Terms, 'approvers' | 'mayApproveOwn'>,
  about: { readonly title: string; readonly proposer: string | null; readonly approvedBy: readonly string[] },
): Permission {
  const named = judgeDecider(decider, terms.approvers, `decide on “${about.title}”`);
  if (!named.isAllowed) return named;
  if (!terms.mayApproveOwn && about.proposer === decider.slackUserId)
    return refuse('own_proposal', 'You asked for this fix, so somebody else has to approve it.');
  if (about.approvedBy.includes(decider.slackUserId))
    return refuse('approved_before', 'You have approved this already; it needs another person too.');
  return ALLOWED;
}

/** In words; people by their Slack user ids, which are turned into mentions where they are shown. */
export function nameApprovers(approvers: readonly Approver[]): readonly string[] {
  return approvers.map(nameApprover);
}

function nameApprover(approver: Approver): string {
  switch (approver.kind) {
    case 'user':
      return approver.slackUserId;
    case 'user-group':
      return `the group ${approver.name}`;
    case 'owner':
      return 'the owner of the service';
    case 'on-call':
      return 'whoever is on call';
  }
}

/** Null: it could not be found out. */
function isOne(approver: Approver, decider: Decider): boolean | null {
  switch (approver.kind) {
    case 'user':
      return approver.slackUserId === decider.slackUserId;
    case 'user-group':
      return decider.userGroups?.has(approver.id) ?? null;
    case 'on-call':
      return decider.isOnCall;
    // Owners are put in their place when the terms are made; one that is left is nobody known.
    case 'owner':
      return false;
  }
}
