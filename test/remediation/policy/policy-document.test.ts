import { describe, expect, test } from '@jest/globals';
import { PolicyDocument } from '../../../src/remediation/policy/policy-document.js';
import { policyOf } from '../../../src/remediation/policy/policy-of.js';

const RULE = { name: 'all', approvers: ['U0ALICE'] };

/** Each problem as `place: sentence`. */
function problemsOf(document: unknown): readonly string[] {
  const parsed = PolicyDocument.safeParse(document);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const read = (document: unknown) => policyOf(PolicyDocument.parse(document));

describe('policy.yaml', () => {
  test('with one rule is careful about all that it leaves out', () => {
    const { rules, freezes, breakGlass, killSwitch, autonomy } = read({ rules: [RULE] });

    expect(rules).toEqual([
      {
        name: 'all',
        match: {},
        mode: 'ask',
        approvers: [{ kind: 'user', slackUserId: 'U0ALICE' }],
        approvals: 1,
        mayApproveOwn: false,
        rollBack: 'ask',
        expireAfterSeconds: 1800,
        limits: { replicas: null, capacityShare: null, actionsPerHour: null },
      },
    ]);
    expect({ freezes, breakGlass, killSwitch }).toEqual({ freezes: [], breakGlass: [], killSwitch: [] });
    expect(autonomy).toEqual({ afterSuccesses: 10, waitSeconds: 0, promoters: [] });
  });

  test('puts groups in the place of their names, wherever people are named', () => {
    const policy = read({
      groups: { leads: { users: ['U0ALICE', 'U0BOB'] }, sre: { userGroup: 'S0SRE' } },
      owners: { 'team-checkout': ['sre'] },
      rules: [{ name: 'all', approvers: ['sre', 'owner', 'on-call', 'U0CAROL'] }],
      breakGlass: { approvers: ['leads'] },
      killSwitch: { approvers: ['sre'] },
      autonomy: { promoters: ['leads'], afterSuccesses: 3 },
    });

    const sre = { kind: 'user-group', id: 'S0SRE', name: 'sre' };
    const leads = ['U0ALICE', 'U0BOB'].map((slackUserId) => ({ kind: 'user', slackUserId }));
    expect(policy.rules[0]?.approvers).toEqual([
      sre,
      { kind: 'owner' },
      { kind: 'on-call' },
      { kind: 'user', slackUserId: 'U0CAROL' },
    ]);
    expect(policy.owners).toEqual(new Map([['team-checkout', [sre]]]));
    expect(policy.breakGlass).toEqual(leads);
    expect(policy.killSwitch).toEqual([sre]);
    expect(policy.autonomy).toEqual({ afterSuccesses: 3, waitSeconds: 0, promoters: leads });
  });

  test('has another version when anything in it is another, and the same when nothing is', () => {
    const version = (change: object) => read({ rules: [{ ...RULE, ...change }] }).version;

    expect(version({})).toBe(version({ mode: 'ask' }));
    expect(version({ approvals: 1 })).toMatch(/^[0-9a-f]{12}$/);
    const others = [{ limits: { replicas: 3 } }, { expireAfter: '10m' }, { mayApproveOwn: true }];
    expect(new Set([version({}), ...others.map(version)]).size).toBe(4);
  });

  test.each<[string, object, string]>([
    ['has no rules', { rules: [] }, 'rules: must hold at least one rule; without one nobody may do anything'],
    ['lets nobody approve', { rules: [{ name: 'all' }] }, 'rules.0.approvers: must name who may approve'],
    [
      'names somebody who is nobody',
      { rules: [{ name: 'all', approvers: ['U0ALICE', 'leeds'] }] },
      'rules.0.approvers.1: leeds is no group of this file, owner or on-call, and no Slack user id',
    ],
    [
      'names what every object has',
      { rules: [{ name: 'all', approvers: ['constructor'] }] },
      'rules.0.approvers.0: constructor is no group of this file, owner or on-call, and no Slack user id',
    ],
    [
      'lets the owner of nothing break the glass',
      { rules: [RULE], breakGlass: { approvers: ['owner'] } },
      'breakGlass.approvers.0: owner is no group of this file and no Slack user id',
    ],
    [
      'gives a group a name that means something',
      { rules: [RULE], groups: { 'on-call': { users: ['U0BOB'] } } },
      'groups.on-call: on-call has a meaning of its own: give the group another name',
    ],
    [
      'asks for more people than it names',
      {
        groups: { leads: { users: ['U0ALICE', 'U0BOB'] } },
        rules: [{ name: 'all', approvers: ['leads', 'U0BOB'], approvals: 3 }],
      },
      'rules.0.approvals: asks for 3 people, and approvers names 2',
    ],
    [
      'lets anything run by itself',
      { rules: [{ ...RULE, mode: 'automatic' }] },
      'rules.0.mode: automatic is for low risk alone: add `risks: [low]` to match',
    ],
    [
      'lets more than low risk run by itself',
      { rules: [{ ...RULE, mode: 'automatic', match: { risks: ['low', 'medium'] } }] },
      'rules.0.mode: automatic is for low risk alone: add `risks: [low]` to match',
    ],
    [
      'has rules that are never reached',
      { rules: [RULE, { ...RULE, name: 'more' }] },
      'rules.0.match: fits everything, so the rules below are never reached: move it to the end',
    ],
    [
      'has two rules of one name',
      { rules: [{ ...RULE, match: { risks: ['low'] } }, RULE] },
      'rules.1.name: another rule has this name',
    ],
    [
      'waits too long',
      { rules: [{ ...RULE, expireAfter: '25h' }] },
      'rules.0.expireAfter: must be at most 1d',
    ],
    [
      'waits for no time that it knows',
      { rules: [{ ...RULE, expireAfter: '10' }] },
      'rules.0.expireAfter: must be a duration such as 10m or 2h',
    ],
    [
      'has a freeze without a zone',
      { rules: [RULE], freezes: [{ name: 'x', from: '2026-11-27T00:00:00', to: '2026-11-28T00:00:00Z' }] },
      'freezes.0.from: must be a moment with its zone, such as 2026-11-27T00:00:00Z',
    ],
    [
      'has a freeze that ends before it begins',
      { rules: [RULE], freezes: [{ name: 'x', from: '2026-11-28T00:00:00Z', to: '2026-11-27T00:00:00Z' }] },
      'freezes.0.to: must be after from',
    ],
    [
      'has hours nowhere',
      { rules: [{ ...RULE, match: { hours: { timeZone: 'Mars/Olympus' } } }] },
      'rules.0.match.hours.timeZone: must be a time zone such as Europe/Berlin',
    ],
    [
      'has hours that no clock shows',
      { rules: [{ ...RULE, match: { hours: { from: '24:00' } } }] },
      'rules.0.match.hours.from: must be a time such as 09:00, in quotes',
    ],
    [
      'names no service at all',
      { rules: [{ ...RULE, match: { services: [] } }] },
      'rules.0.match.services: must name at least one; leave it out when all are meant',
    ],
    [
      'has a mode of its own',
      { rules: [{ ...RULE, mode: 'yolo' }] },
      'rules.0.mode: must be never, shadow, ask or automatic',
    ],
  ])('that %s is refused at the place', (_, document, problem) => {
    expect(problemsOf(document)).toContain(problem);
  });

  test.each([
    ['a rule', { rules: [{ ...RULE, approver: [] }] }],
    ['limits', { rules: [{ ...RULE, limits: { replica: 1 } }] }],
    ['itself', { rules: [RULE], frezes: [] }],
    ['a share above all', { rules: [{ ...RULE, limits: { capacityShare: 30 } }] }],
    ['no approvals', { rules: [{ ...RULE, approvals: 0 }] }],
  ])('with something in %s that it does not know is refused', (_, document) => {
    expect(problemsOf(document)).toHaveLength(1);
  });

  test('may ask for more people than it names where a group or the pager says who they are', () => {
    const groups = { sre: { userGroup: 'S0SRE' } };
    const rules = ['sre', 'on-call', 'owner'].map((name) => ({
      name,
      match: { services: [name] },
      approvers: [name],
      approvals: 2,
    }));

    expect(problemsOf({ groups, rules })).toEqual([]);
  });
});
