/** People who may not, before the click and between the click and the run. */
import { atBoth, atClick, atRun, type RefusalCase } from './refusal-case.js';
import { awaitStatus, click, type Scene } from './scene.js';

const BY_GROUP = { rule: { approvers: ['sre'] } };
const BY_PAGER = {
  rule: { approvers: ['on-call'] },
  service: { annotations: { 'pagerduty.com/service-id': 'P$SERVICE' } },
};
const TWO = { approvals: 2 };
const REASON = 'Customers cannot pay, and nobody else answers';

const handTo =
  (name: string) =>
  ({ stage, service }: Scene): void =>
    stage.pager.handTo(service, name);
const isOnCall = async (scene: Scene): Promise<void> => handTo('alice')(scene);
const forgetPager = ({ stage, service }: Scene): void => stage.pager.forget(service);
const leave =
  (group: string) =>
  ({ stage }: Scene): void =>
    stage.control.changeUserGroup(group, ['U0BOB']);

/** Alice asks for the fix to be taken back, which is a proposal of hers. */
async function askForRollBack(scene: Scene): Promise<Pick<Scene, 'card' | 'proposal'>> {
  click(scene, { user: 'U0BOB' });
  await awaitStatus(scene, 'verified');
  click(scene, { actionId: 'proposal.roll_back' });
  return scene.stage.findFix(scene.service, scene.proposal);
}

const clicks: readonly Omit<RefusalCase, 'at'>[] = [
  { name: 'nobody the rule names', code: 'not_eligible', by: 'U0CAROL' },
  { name: 'a guest', code: 'no_member', by: 'U0GUEST', rule: { approvers: ['U0GUEST'] } },
  { name: 'somebody of another workspace', code: 'no_member', click: { teamId: 'T0OTHER' } },
  { name: 'an app', code: 'no_member', by: 'U0APP', rule: { approvers: ['U0APP'] } },
  { name: 'a deactivated account', code: 'no_member', by: 'U0GONE', rule: { approvers: ['U0GONE'] } },
  { name: 'no member of the group', code: 'not_eligible', ...BY_GROUP },
  {
    name: 'group lost before the click',
    code: 'not_eligible',
    rule: { approvers: ['web'] },
    by: 'U0ERIN',
    early: leave('S0WEB'),
  },
  { name: 'not on call', code: 'not_eligible', ...BY_PAGER },
  { name: 'a pager that does not answer', code: 'cannot_check', ...BY_PAGER, change: forgetPager },
  {
    name: 'handed over before the click',
    code: 'not_eligible',
    ...BY_PAGER,
    prepare: isOnCall,
    change: handTo('bob'),
  },
  { name: 'an owner that nobody knows', code: 'nobody_named', rule: { approvers: ['owner'] } },
  {
    name: 'who asked for the fix',
    code: 'own_proposal',
    runs: 1,
    service: {
      endpoints: [{ name: 'restart-$service', undo: 'restore-$service' }, { name: 'restore-$service' }],
    },
    prepare: askForRollBack,
  },
  { name: 'past the rules, by somebody who may not', code: 'not_eligible', rule: TWO, emergency: REASON },
  {
    name: 'past the rules, without a reason',
    code: 'reason_missing',
    rule: TWO,
    by: 'U0IRIS',
    emergency: 'asap',
  },
  { name: 'past the rules, by a guest', code: 'no_member', rule: TWO, by: 'U0GUEST', emergency: REASON },
  {
    name: 'a no of somebody who may not',
    code: 'not_eligible',
    by: 'U0CAROL',
    click: { actionId: 'proposal.reject' },
  },
  {
    name: 'a no of a guest',
    code: 'no_member',
    by: 'U0GUEST',
    click: { actionId: 'proposal.reject' },
  },
];

const runs: readonly Omit<RefusalCase, 'at'>[] = [
  { name: 'group lost', code: 'not_eligible', ...BY_GROUP, by: 'U0DANA', change: leave('S0SRE') },
  { name: 'handed over', code: 'not_eligible', ...BY_PAGER, prepare: isOnCall, change: handTo('bob') },
  {
    name: 'deactivated',
    code: 'no_member',
    rule: { approvers: ['U0FAYE'] },
    by: 'U0FAYE',
    change: ({ stage }) => stage.control.changeUser('U0FAYE', { isDeactivated: true }),
  },
  {
    name: 'a guest by now',
    code: 'no_member',
    rule: { approvers: ['U0GITA'] },
    by: 'U0GITA',
    change: ({ stage }) => stage.control.changeUser('U0GITA', { isGuest: true }),
  },
  { name: 'the pager silent', code: 'cannot_check', ...BY_PAGER, prepare: isOnCall, change: forgetPager },
  {
    name: 'may not break the glass any more',
    code: 'not_eligible',
    moment: 'new-policy',
    rule: TWO,
    by: 'U0HANA',
    emergency: REASON,
  },
  {
    name: 'an approval that nobody gave',
    code: 'not_eligible',
    change: ({ stage, proposal }) =>
      stage.sql('DELETE FROM firewatch.approvals WHERE proposal_id = $1', [proposal]),
  },
];

const both: readonly RefusalCase[] = [
  ...atBoth({
    name: 'Slack does not say who it is',
    code: 'cannot_check',
    moment: 'slack-silent',
    rule: { approvers: ['U0ALICE', 'U0JUNE'] },
  }).map((one) => (one.at === 'click' ? { ...one, by: 'U0JUNE' } : one)),
  ...atBoth({
    name: 'groups that Slack does not tell',
    code: 'cannot_check',
    moment: 'new-policy',
    laterRule: { approvers: ['ghosts'] },
  }),
  ...atBoth({
    name: 'named no more',
    code: 'not_eligible',
    moment: 'new-policy',
    laterRule: { approvers: ['U0BOB'] },
  }),
];

export const whoCases: readonly RefusalCase[] = [...clicks.map(atClick), ...both, ...runs.map(atRun)];
