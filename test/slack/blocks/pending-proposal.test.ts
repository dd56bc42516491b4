/** What a person reads before deciding: how many are needed, what is in the way, how far it reaches, the way back. */
import { describe, expect, test } from '@jest/globals';
import type { Proposal } from '../../../src/remediation/proposal.js';
import { buildProposalCard } from '../../../src/slack/blocks/cards/proposal-card.js';
import type { ProposalView } from '../../../src/workflows/reading/incident-view.js';
import { outline } from '../outline.js';
import { NOW, PROPOSAL_ID, sampleProposal, sampleProposalView } from '../sample-view.js';

const terms = (changes: Partial<NonNullable<Proposal['terms']>>) => ({
  terms: { ...sampleProposal().terms!, ...changes },
});
const cardOf = (changes: Partial<Proposal>, facts: Partial<ProposalView> = {}) =>
  outline(buildProposalCard({ ...sampleProposalView(changes), ...facts }, { now: NOW }));
const approvedBy = (...people: string[]): Pick<ProposalView, 'approvals'> => ({
  approvals: people.map((slackUserId) => ({
    slackUserId,
    argumentsHash: 'f'.repeat(64),
    breakGlassReason: null,
    at: NOW,
  })),
});

describe('a fix that several people have to approve', () => {
  test('says how many have, who, and who may', () => {
    const approvers = ['U0ALICE', 'the group sre', 'whoever is on call'];
    const card = cardOf(terms({ approvals: 2, rule: 'production' }), { approvers, ...approvedBy('U0ALICE') });

    expect(card).toContain('1 of 2 approved: <@U0ALICE>');
    expect(card).toContain('May approve: <@U0ALICE>, the group sre or whoever is on call, until');
    expect(card).toContain('Rule “production” of policy default.');
  });

  test('does not promise that the first approval runs it', () => {
    const { blocks } = buildProposalCard(sampleProposalView(terms({ approvals: 2 })), { now: NOW });

    expect(JSON.stringify(blocks.at(-1))).toContain('It runs once one more person has approved.');
    expect(JSON.stringify(blocks.at(-1))).not.toContain('Approve and run');
  });

  test('says that who asked for it may not', () => {
    const asked = {
      proposedBy: { kind: 'person', id: 'U0BOB' },
      ...terms({ mayApproveOwn: false }),
    } as const;

    expect(cardOf(asked)).toContain('(not <@U0BOB>, who asked for it)');
  });
});

describe('a fix that nobody can approve now', () => {
  const stopped = {
    kind: 'stopped',
    reason: 'wrong cluster',
    by: { kind: 'person', id: 'U0BOB' },
    at: NOW,
  } as const;

  test('stopped: who, since when, why, and what allows it again', () => {
    const card = cardOf({}, { hold: stopped, emergencyApprovers: ['U0ALICE'] });

    expect(card).toContain('🚫 All actions are stopped by <@U0BOB> since');
    expect(card).toContain('wrong cluster. /incident actions resume allows them again');
    expect(card).not.toContain('[Approve]');
    expect(card).not.toContain('[Emergency');
    expect(card).toContain('[Reject]');
  });

  test('stopped by the operator: not from Slack', () => {
    expect(cardOf({}, { hold: { kind: 'stopped-by-operator' } })).toContain('where Firewatch runs');
  });

  test('frozen: until when, and by which freeze', () => {
    const until = new Date('2026-11-30T06:00:00Z');
    const card = cardOf({}, { hold: { kind: 'frozen', name: 'Black Friday', until } });

    expect(card).toMatch(/❄️ Changes are frozen until .*2026-11-30 06:00 UTC \(Black Friday\)/);
    expect(card).toContain('This expires before then; /incident investigate proposes it again');
    expect(card).not.toContain('[Approve]');
    expect(card).not.toContain('[Emergency');
  });

  test('proposed under another policy: says how it comes back', () => {
    const card = cardOf({}, { hold: { kind: 'outdated' } });

    expect(card).toContain('The policy has changed since this was proposed');
    expect(card).not.toContain('[Approve]');
  });
});

describe('the button for an emergency', () => {
  const emergencyApprovers = ['U0ALICE'];
  const frozen = { kind: 'frozen', name: 'Black Friday', until: NOW } as const;

  test('is there when it is frozen, or takes several people, and the policy names somebody', () => {
    expect(cardOf({}, { hold: frozen, emergencyApprovers })).toContain(`[Emergency …]`);
    expect(cardOf(terms({ approvals: 2 }), { emergencyApprovers })).toContain('[Emergency …]');
    expect(cardOf(terms({ approvals: 2 }))).not.toContain('[Emergency …]');
  });

  test('is not there while one person can approve it in the ordinary way', () => {
    expect(cardOf({}, { emergencyApprovers })).not.toContain('[Emergency …]');
  });
});

describe('how far it reaches and the way back', () => {
  test.each([
    [{ replicas: 3, capacityShare: 1 / 3 }, 'Touches: 3 of 9 replicas'],
    [{ replicas: 1, capacityShare: null }, 'Touches: 1 replica'],
    [{ replicas: null, capacityShare: 0.25 }, 'Touches: 25 % of the capacity'],
  ])('%j: %s', (blastRadius, line) => {
    expect(cardOf({ blastRadius }).split('\n')).toContain(line);
  });

  test('says by what it can be taken back', () => {
    const undo = { action: 'call_endpoint', arguments: {}, effect: 'POST http://checkout/deploy' };

    expect(cardOf({ undo })).toContain(
      'If it does not work: it can be taken back: POST http://checkout/deploy',
    );
  });

  test('shows what has changed since the card that it takes the place of', () => {
    const replaces = sampleProposal({ dryRun: 'Would restart.\n2 instances.' });
    const card = cardOf({ dryRun: 'Would restart.\n9 instances.', supersedes: PROPOSAL_ID }, { replaces });

    expect(card).toContain('Before: 2 instances.\nNow: 9 instances.');
    expect(
      cardOf({ effect: 'scale checkout to 9' }, { replaces: sampleProposal({ effect: 'scale to 2' }) }),
    ).toContain('Before: scale to 2\nNow: scale checkout to 9');
  });
});

describe('a fix of several steps', () => {
  const step = (effect: string, name: string) => ({
    ...sampleProposal(),
    effect,
    action: 'call_http_endpoint',
    arguments: { endpoint: name },
  });
  const steps = [step('POST http://shop/drain', 'drain'), step('POST http://shop/restart', 'restart')];

  test('shows each of them in order with what it is called with', () => {
    expect(cardOf({ steps })).toContain(
      [
        '  | 1. POST http://shop/drain',
        '  |    call_http_endpoint(endpoint="drain")',
        '  | 2. POST http://shop/restart',
        '  |    call_http_endpoint(endpoint="restart")',
      ].join('\n'),
    );
  });

  test('has no Approve when one of them is too long to be shown in full', () => {
    const long = step(`POST http://shop/${'x'.repeat(800)}`, 'drain');

    expect(cardOf({ steps: [...steps, long] })).toContain('It is too long to be shown in full');
  });
});
