import { describe, expect, test } from '@jest/globals';
import { judgeApprover, judgeDecider, type Decider } from '../../../src/remediation/policy/eligibility.js';
import type { Approver } from '../../../src/remediation/policy/policy.js';
import type { Permission } from '../../../src/remediation/policy/refusal.js';

const ALICE: Decider = {
  slackUserId: 'U0ALICE',
  account: 'member',
  userGroups: new Set(['S0SRE']),
  isOnCall: false,
};
const SRE: Approver = { kind: 'user-group', id: 'S0SRE', name: 'sre' };
const NAMED: Approver = { kind: 'user', slackUserId: 'U0ALICE' };
const ON_CALL: Approver = { kind: 'on-call' };

const codeOf = (permission: Permission) => (permission.isAllowed ? 'allowed' : permission.code);
const judge = (change: Partial<Decider>, approvers: readonly Approver[]) =>
  codeOf(judgeDecider({ ...ALICE, ...change }, approvers, 'decide'));

describe('who may decide', () => {
  test.each<[string, Partial<Decider>, readonly Approver[], string]>([
    ['somebody named', {}, [NAMED], 'allowed'],
    ['somebody else', {}, [{ kind: 'user', slackUserId: 'U0BOB' }], 'not_eligible'],
    ['a member of the group', {}, [SRE], 'allowed'],
    ['no member of the group', { userGroups: new Set() }, [SRE], 'not_eligible'],
    ['a member of another group', { userGroups: new Set(['S0WEB']) }, [SRE], 'not_eligible'],
    ['whoever is on call', { isOnCall: true }, [ON_CALL], 'allowed'],
    ['whoever is not on call', {}, [ON_CALL], 'not_eligible'],
    ['an owner nobody put in place', {}, [{ kind: 'owner' }], 'not_eligible'],
    ['one of several', { userGroups: new Set(), isOnCall: true }, [SRE, ON_CALL], 'allowed'],
    ['nobody at all', {}, [], 'nobody_named'],
  ])('%s', (_, change, approvers, code) => {
    expect(judge(change, approvers)).toBe(code);
  });

  test.each<[string, Partial<Decider>, readonly Approver[], string]>([
    ['the groups', { userGroups: null }, [SRE], 'cannot_check'],
    ['who is on call', { isOnCall: null }, [ON_CALL], 'cannot_check'],
    ['the groups, of one who is no other approver', { userGroups: null }, [SRE, ON_CALL], 'cannot_check'],
    ['the account, even of somebody named', { account: 'unknown' }, [NAMED], 'cannot_check'],
    ['the groups, of somebody named', { userGroups: null }, [SRE, NAMED], 'allowed'],
    ['the pager, of a member of the group', { isOnCall: null }, [ON_CALL, SRE], 'allowed'],
  ])('nobody is let through by what could not be found out: %s', (_, change, approvers, code) => {
    expect(judge(change, approvers)).toBe(code);
  });

  test.each(['guest', 'stranger', 'bot', 'deactivated'] as const)(
    'a %s may not, even when named, in the group and on call',
    (account) => {
      expect(judge({ account, isOnCall: true }, [NAMED, SRE, ON_CALL])).toBe('no_member');
    },
  );

  test('is told who may', () => {
    const told = judgeDecider({ ...ALICE, userGroups: new Set() }, [SRE, ON_CALL], 'decide on “Restart”');

    expect(told).toMatchObject({
      reason: 'Only the group sre or whoever is on call may decide on “Restart”.',
    });
  });
});

describe('an approval', () => {
  const about = { title: 'Restart', proposer: 'U0ALICE', approvedBy: [] };
  const approve = (terms: { mayApproveOwn: boolean }, change: object = {}) =>
    codeOf(judgeApprover(ALICE, { approvers: [NAMED], ...terms }, { ...about, ...change }));

  test('of an own proposal counts where the rule says so alone', () => {
    expect(approve({ mayApproveOwn: false })).toBe('own_proposal');
    expect(approve({ mayApproveOwn: true })).toBe('allowed');
    expect(approve({ mayApproveOwn: false }, { proposer: 'U0BOB' })).toBe('allowed');
    expect(approve({ mayApproveOwn: false }, { proposer: null })).toBe('allowed');
  });

  test('of the same person counts once', () => {
    expect(approve({ mayApproveOwn: true }, { approvedBy: ['U0BOB'] })).toBe('allowed');
    expect(approve({ mayApproveOwn: true }, { approvedBy: ['U0ALICE', 'U0BOB'] })).toBe('approved_before');
  });
});
