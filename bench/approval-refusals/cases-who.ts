/** People who may not, before the click and between the click and the run. */
import type { Decider } from '../../src/remediation/policy/eligibility.js';
import { policyWith } from '../../test/helpers/approvals.js';
import { CAROL } from '../../test/helpers/workflow-deps.js';
import { ALL, type RefusalCase } from './refusal-case.js';

const GROUPS = { groups: { sre: { userGroup: 'S0SRE' } }, breakGlass: { approvers: ['U0BOB'] } };
const BY_GROUP = { rule: { approvers: ['sre'] }, document: GROUPS };
const BY_PAGER = { rule: { approvers: ['on-call'] }, document: GROUPS };
const MEMBER: Partial<Decider> = { userGroups: new Set(['S0SRE']) };

const is = (who: Partial<Decider>) => (scene: Parameters<NonNullable<RefusalCase['change']>>[0]) =>
  ALL(scene, ({ state }) => state.people.set('U0ALICE', who));

const REASON = 'Customers cannot pay, and nobody else answers';

const clicks: readonly Omit<RefusalCase, 'at'>[] = [
  { name: 'nobody the rule names', code: 'not_eligible', by: CAROL },
  { name: 'a guest', code: 'no_member', alice: { account: 'guest' } },
  { name: 'somebody of another workspace', code: 'no_member', alice: { account: 'stranger' } },
  { name: 'an app', code: 'no_member', alice: { account: 'bot' } },
  { name: 'a deactivated account', code: 'no_member', alice: { account: 'deactivated' } },
  { name: 'somebody Slack does not know', code: 'cannot_check', alice: { account: 'unknown' } },
  { name: 'groups that Slack does not tell', code: 'cannot_check', ...BY_GROUP, alice: { userGroups: null } },
  { name: 'no member of the group', code: 'not_eligible', ...BY_GROUP },
  { name: 'group lost before the click', code: 'not_eligible', ...BY_GROUP, alice: MEMBER, change: is({}) },
  { name: 'not on call', code: 'not_eligible', ...BY_PAGER },
  { name: 'a pager that does not answer', code: 'cannot_check', ...BY_PAGER, alice: { isOnCall: null } },
  {
    name: 'handed over before the click',
    code: 'not_eligible',
    ...BY_PAGER,
    alice: { isOnCall: true },
    change: is({}),
  },
  { name: 'an owner that nobody knows', code: 'nobody_named', rule: { approvers: ['owner'] } },
  {
    name: 'who asked for the fix',
    code: 'own_proposal',
    proposal: { proposedBy: { kind: 'person', id: 'U0ALICE' } },
  },
  {
    name: 'past the rules, by somebody who may not',
    code: 'not_eligible',
    document: GROUPS,
    click: { breakGlassReason: REASON },
  },
  {
    name: 'past the rules, without a reason',
    code: 'reason_missing',
    document: { breakGlass: { approvers: ['U0ALICE'] } },
    click: { breakGlassReason: 'asap' },
  },
  {
    name: 'past the rules, by a guest',
    code: 'no_member',
    document: { breakGlass: { approvers: ['U0ALICE'] } },
    alice: { account: 'guest' },
    click: { breakGlassReason: REASON },
  },
  { name: 'a no of somebody who may not', code: 'not_eligible', by: CAROL, click: { verdict: 'reject' } },
];

const runs: readonly Omit<RefusalCase, 'at'>[] = [
  { name: 'group lost', code: 'not_eligible', ...BY_GROUP, alice: MEMBER, change: is({}) },
  { name: 'handed over', code: 'not_eligible', ...BY_PAGER, alice: { isOnCall: true }, change: is({}) },
  { name: 'deactivated', code: 'no_member', change: is({ account: 'deactivated' }) },
  { name: 'Slack silent', code: 'cannot_check', change: is({ account: 'unknown' }) },
  {
    name: 'the pager silent',
    code: 'cannot_check',
    ...BY_PAGER,
    alice: { isOnCall: true },
    change: is({ isOnCall: null }),
  },
  {
    name: 'named no more',
    code: 'not_eligible',
    change: (scene) => ALL(scene, ({ state }) => (state.policy = policyWith({ approvers: ['U0BOB'] }))),
  },
  {
    name: 'may not break the glass any more',
    code: 'not_eligible',
    rule: { approvals: 2 },
    document: { breakGlass: { approvers: ['U0ALICE'] } },
    click: { breakGlassReason: REASON },
    change: (scene) => ALL(scene, ({ state }) => (state.policy = policyWith({ approvals: 2 }, GROUPS))),
  },
  {
    name: 'an approval that nobody gave',
    code: 'not_eligible',
    change: ({ database, id }) =>
      database.query('DELETE FROM firewatch.approvals WHERE proposal_id = $1', [id]),
  },
];

export const whoCases: readonly RefusalCase[] = [
  ...clicks.map((one) => ({ ...one, at: 'click' as const })),
  ...runs.map((one) => ({ ...one, at: 'run' as const })),
];
