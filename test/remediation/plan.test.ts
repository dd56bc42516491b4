import { describe, expect, test } from '@jest/globals';
import { strictestTerms } from '../../src/remediation/policy/strictest-terms.js';
import type { Approver } from '../../src/remediation/policy/policy.js';
import type { Terms } from '../../src/remediation/policy/terms.js';
import { joinSteps } from '../../src/remediation/plan.js';
import type { ProposedStep } from '../../src/remediation/proposal.js';
import type { ActionPlan } from '../../tools/actions/action.js';

const NONE = { replicas: null, capacityShare: null, actionsPerHour: null };
const user = (slackUserId: string): Approver => ({ kind: 'user', slackUserId });
const GROUP: Approver = { kind: 'user-group', id: 'S0SRE', name: 'sre' };

const terms = (changes: Partial<Terms> = {}): Terms => ({
  rule: 'all',
  policyVersion: 'v1',
  mode: 'automatic',
  approvers: [user('U0ALICE'), GROUP],
  approvals: 1,
  mayApproveOwn: true,
  rollBack: 'automatic',
  expireAfterSeconds: 900,
  limits: NONE,
  ...changes,
});

describe('the terms of a plan', () => {
  test.each<[string, Partial<Terms>, Partial<Terms>]>([
    ['mode', { mode: 'ask' }, { mode: 'ask' }],
    ['mode that only writes down', { mode: 'shadow' }, { mode: 'shadow' }],
    ['mode that forbids', { mode: 'never' }, { mode: 'never' }],
    ['number of approvals', { approvals: 3 }, { approvals: 3 }],
    ['word on own proposals', { mayApproveOwn: false }, { mayApproveOwn: false }],
    ['word on roll-backs', { rollBack: 'ask' }, { rollBack: 'ask' }],
    ['time', { expireAfterSeconds: 60 }, { expireAfterSeconds: 60 }],
    ['limits', { limits: { ...NONE, replicas: 2 } }, { limits: { ...NONE, replicas: 2 } }],
    ['approvers', { approvers: [user('U0BOB'), GROUP] }, { approvers: [GROUP] }],
    ['name', { rule: 'databases' }, { rule: 'all + databases' }],
  ])('take the strictest %s of its steps, in whatever order', (_, one, strictest) => {
    expect(strictestTerms([terms(), terms(one)])).toEqual({ ...terms(), ...strictest });
    expect(strictestTerms([terms(one), terms()])).toMatchObject({
      ...terms(),
      ...strictest,
      rule: expect.anything(),
    });
  });

  test('are none where no rule speaks of one step', () => {
    expect(strictestTerms([terms(), undefined])).toBeUndefined();
  });
});

const UNDO = { action: 'restore', arguments: { of: 'it' }, effect: 'put it back' };
const planOf = (changes: Partial<ActionPlan> = {}): ActionPlan => ({
  effect: 'restart it',
  target: { name: 'it', version: '1' },
  dryRun: 'would restart',
  risk: 'low',
  isReversible: true,
  rollback: 'Put it back.',
  isIdempotent: true,
  service: 'checkout',
  blastRadius: { replicas: 2, capacityShare: 0.6 },
  undo: UNDO,
  ...changes,
});
const join = (...plans: readonly ActionPlan[]) =>
  joinSteps(
    plans.map((plan, index) => {
      const step: ProposedStep = { ...plan, action: 'act', arguments: {}, argumentsHash: `hash ${index}` };
      return { step, plan };
    }),
  );

describe('several calls as one', () => {
  test('are as bad as the worst of them, as large as all together, and have all of their way back, the last first', () => {
    const last = { ...UNDO, arguments: { of: 'other' }, effect: 'put the other back' };

    expect(join(planOf(), planOf({ risk: 'high', isIdempotent: false, undo: last }))).toMatchObject({
      risk: 'high',
      isIdempotent: false,
      blastRadius: { replicas: 4, capacityShare: 1 },
      undo: {
        action: 'run_plan',
        arguments: { steps: [{ action: 'restore', arguments: { of: 'other' } }, { action: 'restore' }] },
        effect: '1. put the other back → 2. put it back',
      },
    });
  });

  test('cannot be taken back when one of them cannot, and are of unknown size when one of them is', () => {
    expect(
      join(planOf(), planOf({ undo: null, blastRadius: { replicas: null, capacityShare: null } })),
    ).toMatchObject({ undo: null, blastRadius: { replicas: null, capacityShare: null } });
  });

  test('have another version when the target of one has', () => {
    const versionOf = (version: string) =>
      join(planOf(), planOf({ target: { name: 'other', version } })).target.version;

    expect(versionOf('1')).toBe(versionOf('1'));
    expect(versionOf('2')).not.toBe(versionOf('1'));
  });

  test('act on one service', () => {
    expect(() => join(planOf(), planOf({ service: 'payments' }))).toThrow(
      'The steps of a plan act on one service; these act on checkout and payments.',
    );
  });
});
