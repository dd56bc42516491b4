import { describe, expect, test } from '@jest/globals';
import { PolicyDocument } from '../../../src/remediation/policy/policy-document.js';
import { policyOf } from '../../../src/remediation/policy/policy-of.js';
import type { PolicySubject } from '../../../src/remediation/policy/policy.js';
import { findTerms, freezesOn, isSameTerms } from '../../../src/remediation/policy/terms.js';

const RESTART: PolicySubject = {
  action: 'k8s_rollout_restart',
  service: 'checkout',
  environment: 'production',
  risk: 'low',
};
/** A Monday, 10:00. */
const NOW = new Date('2026-11-23T10:00:00Z');

const rule = (name: string, match: object, more: object = {}) => ({
  name,
  match,
  approvers: ['U0ALICE'],
  ...more,
});

function ruleFor(rules: readonly object[], subject: Partial<PolicySubject> = {}, at = NOW) {
  const policy = policyOf(PolicyDocument.parse({ rules }));
  return findTerms(policy, { ...RESTART, ...subject }, { owner: null, at })?.rule;
}

describe('the terms of a proposal', () => {
  test('are those of the first rule that fits, however well a later one does', () => {
    const rules = [
      rule('restarts', { actions: ['k8s_*'] }),
      rule('restarts of checkout', { actions: ['k8s_rollout_restart'], services: ['checkout'] }),
    ];

    expect(ruleFor(rules)).toBe('restarts');
    expect(ruleFor(rules.toReversed())).toBe('restarts of checkout');
  });

  test('are none where no rule speaks of it', () => {
    expect(ruleFor([rule('staging', { environments: ['staging'] })])).toBeUndefined();
  });

  test.each<[object, Partial<PolicySubject>, boolean]>([
    [{ actions: ['k8s_*'] }, {}, true],
    [{ actions: ['*restart'] }, {}, true],
    [{ actions: ['*rollout*'] }, {}, true],
    [{ actions: ['k8s'] }, {}, false],
    [{ actions: ['K8S_*'] }, {}, false],
    [{ actions: ['.*'] }, {}, false],
    [{ services: ['check*out'] }, { service: 'checkout' }, true],
    [{ services: ['checkout*out'] }, { service: 'checkout' }, false],
    [{ services: ['payments', 'checkout'] }, {}, true],
    [{ services: ['payments'], actions: ['*'] }, {}, false],
    [{ environments: ['prod*'] }, { environment: 'pre-prod' }, false],
    [{ risks: ['low'] }, { risk: 'high' }, false],
    [{ risks: ['medium', 'high'] }, { risk: 'high' }, true],
    [{ hours: { days: ['mon'], from: '09:00', to: '17:00' } }, {}, true],
    [{ hours: { days: ['tue'], from: '09:00', to: '17:00' } }, {}, false],
  ])('%j for %j: %s', (match, subject, fits) => {
    expect(ruleFor([rule('it', match)], subject)).toBe(fits ? 'it' : undefined);
  });

  test('name the owners of the service, and nobody where it has none that the policy knows', () => {
    const policy = policyOf(
      PolicyDocument.parse({
        owners: { 'team-checkout': ['U0BOB'] },
        rules: [{ name: 'all', approvers: ['owner', 'on-call'] }],
      }),
    );
    const approversFor = (owner: string | null) => findTerms(policy, RESTART, { owner, at: NOW })?.approvers;

    expect(approversFor('team-checkout')).toEqual([
      { kind: 'user', slackUserId: 'U0BOB' },
      { kind: 'on-call' },
    ]);
    expect(approversFor('team-search')).toEqual([{ kind: 'on-call' }]);
    expect(approversFor(null)).toEqual([{ kind: 'on-call' }]);
  });

  test.each<[string, object, boolean]>([
    ['other approvers', { approvers: ['U0BOB'] }, true],
    ['another name', { name: 'renamed' }, true],
    ['another expiry', { expireAfter: '10m' }, true],
    ['two people', { approvals: 2, approvers: ['U0ALICE', 'U0BOB'] }, false],
    ['own proposals', { mayApproveOwn: true }, false],
    ['a limit', { limits: { replicas: 2 } }, false],
    ['shadow', { mode: 'shadow' }, false],
  ])('with %s are what a person read: %s', (_, change, isSame) => {
    const terms = (more: object) => {
      const policy = policyOf(PolicyDocument.parse({ rules: [rule('all', {}, more)] }));
      const found = findTerms(policy, RESTART, { owner: null, at: NOW });
      if (!found) throw new Error('The rule fits everything.');
      return found;
    };

    expect(isSameTerms(terms({}), terms(change))).toBe(isSame);
  });
});

describe('a freeze', () => {
  const policy = policyOf(
    PolicyDocument.parse({
      rules: [rule('all', {})],
      freezes: [
        {
          name: 'Black Friday',
          from: '2026-11-27T00:00:00+01:00',
          to: '2026-11-28T00:00:00+01:00',
          match: { environments: ['production'] },
        },
      ],
    }),
  );
  const frozen = (at: string, subject: Partial<PolicySubject> = {}) =>
    freezesOn(policy, [{ ...RESTART, ...subject }], new Date(at)).map(({ name }) => name);

  test('holds from its first moment to before its last, in its own zone', () => {
    expect(frozen('2026-11-26T22:59:59Z')).toEqual([]);
    expect(frozen('2026-11-26T23:00:00Z')).toEqual(['Black Friday']);
    expect(frozen('2026-11-27T22:59:59Z')).toEqual(['Black Friday']);
    expect(frozen('2026-11-27T23:00:00Z')).toEqual([]);
  });

  test('holds for what it speaks of', () => {
    expect(frozen('2026-11-27T12:00:00Z', { environment: 'staging' })).toEqual([]);
  });
});
