import { describe, expect, test } from '@jest/globals';
import { buildEvidenceMessage } from '../../../src/slack/blocks/cards/evidence-message.js';
import { buildIncidentCard } from '../../../src/slack/blocks/cards/incident-card.js';
import { ACTIONS } from '../../../src/slack/ids.js';
import type { Approval } from '../../../src/remediation/proposal.js';
import type { IncidentView, ProposalView } from '../../../src/workflows/reading/incident-view.js';
import { outline } from '../outline.js';
import {
  ANALYSIS,
  INCIDENT_ID,
  NOW,
  resolvedView,
  sampleAlert,
  sampleExecution,
  sampleIncident,
  sampleProposalView,
  sampleView,
} from '../sample-view.js';
import { busyView } from './views.js';

const ALICE = { kind: 'person', id: 'U0ALICE' } as const;
const cardOf = (changes: Partial<IncidentView> = {}) => outline(buildIncidentCard(sampleView(changes)));
const approvalBy = (slackUserId: string): Approval => ({
  slackUserId,
  argumentsHash: 'f'.repeat(64),
  breakGlassReason: null,
  at: NOW,
});
const actionsOf = (view: IncidentView) =>
  buildIncidentCard(view).blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.map((element) => ('action_id' in element ? element.action_id : ''))
      : [],
  );

describe('buildIncidentCard, while it lasts', () => {
  test('says what broke, how bad, why and what to do while an approval is wanted', () => {
    expect(cardOf()).toMatchInlineSnapshot(`
      "text: 🔴 sev1 INC-12 CheckoutErrorsHigh on checkout · Likely cause, 92 % sure: release 2.4.1 of checkout answers 500 on every third payment · Do next: approve or reject “Roll back checkout to 2.4.0” in the thread.
      🔴 CheckoutErrorsHigh on checkout
      sev1 · impact 78/100 · INC-12
      What is going on: Since 03:12 41 % of payments at the checkout fail; browsing and the basket work.
      Likely cause, 92 % sure: release 2.4.1 of checkout answers 500 on every third payment
      Do next: approve or reject “Roll back checkout to 2.4.0” in the thread.
        (Less likely: payments (5 %: checkout depends on it)
        (Impact 78/100: checkout is tier 1 (40 of 40) · 41 % of requests to checkout fail (26 of 40) · called by web, mobile-api (12 of 20)
        (Since <!date^1795317124^{time}|2026-11-22 03:12 UTC> (<!date^1795317124^{ago}|2026-11-22 03:12 UTC>) · 1 of 1 alert firing
        (Nobody has acknowledged it yet · on call: Alice Moreau
        (Analysed by rules. Cost so far: no model used, 2 s.
      [Acknowledge] 11111111-1111-4111-8111-111111111111 [Post update] 11111111-1111-4111-8111-111111111111 [Resolve…] 11111111-1111-4111-8111-111111111111"
    `);
  });

  test('says who is on it, a word against the score, when it sleeps, when news are due and what it cost', () => {
    expect(outline(buildIncidentCard(busyView()))).toMatchInlineSnapshot(`
      "text: 🔴 sev1 INC-12 CheckoutErrorsHigh on checkout · Likely cause, 92 % sure: release 2.4.1 of checkout answers 500 on every third payment · Do next: approve or reject “Roll back checkout to 2.4.0” in the thread.
      🔴 CheckoutErrorsHigh on checkout
      sev1 · impact 95/100 · acknowledged · INC-12 · snoozed until {time}=2026-11-22 04:00 UTC
      What is going on: Since 03:12 41 % of payments at the checkout fail; browsing and the basket work.
      Latest update: Payments by card fail; PayPal works. (<@U0ALICE>, {time}=2026-11-22 03:18 UTC)
      Likely cause, 92 % sure: release 2.4.1 of checkout answers 500 on every third payment
      Do next: approve or reject “Roll back checkout to 2.4.0” in the thread.
        (Less likely: payments (5 %: checkout depends on it)
        (Impact 95/100, set by <@U0BOB>: “Every payment counts double today.”
        (Measured 78/100: checkout is tier 1 (40 of 40) · 41 % of requests to checkout fail (26 of 40) · called by web, mobile-api (12 of 20)
        (Since <!date^1795317124^{time}|2026-11-22 03:12 UTC> (<!date^1795317124^{ago}|2026-11-22 03:12 UTC>) · 1 of 1 alert firing · reopened once
        (Acknowledged by <@U0ALICE> · Commander <@U0ALICE> · Scribe <@U0BOB> · on call: Alice Moreau
        (Next status update due at <!date^1795319100^{time}|2026-11-22 03:45 UTC>
        (Analysed by gpt-5-mini; check before you act. Cost so far: $0.11, 12 model calls, 47,320 tokens, 41 s.
      [Post update] 11111111-1111-4111-8111-111111111111 [Resolve…] 11111111-1111-4111-8111-111111111111"
    `);
  });

  test('says what the alert says before the evidence is in', () => {
    expect(cardOf({ analysis: null, evidence: [], proposals: [], suspects: [] })).toMatchInlineSnapshot(`
      "text: 🔴 sev1 INC-12 CheckoutErrorsHigh on checkout · Likely cause: gathering evidence; it follows in the thread. · Do next: wait a few seconds, or look at the service yourself.
      🔴 CheckoutErrorsHigh on checkout
      sev1 · impact 78/100 · INC-12
      What is going on: More than 5 % of checkout requests fail.
      Likely cause: gathering evidence; it follows in the thread.
      Do next: wait a few seconds, or look at the service yourself.
        (Impact 78/100: checkout is tier 1 (40 of 40) · 41 % of requests to checkout fail (26 of 40) · called by web, mobile-api (12 of 20)
        (Since <!date^1795317124^{time}|2026-11-22 03:12 UTC> (<!date^1795317124^{ago}|2026-11-22 03:12 UTC>) · 1 of 1 alert firing
        (Nobody has acknowledged it yet · on call: Alice Moreau
      [Acknowledge] 11111111-1111-4111-8111-111111111111 [Post update] 11111111-1111-4111-8111-111111111111 [Resolve…] 11111111-1111-4111-8111-111111111111"
    `);
  });

  test('names the first suspect once there is one, so that nobody waits for the analysis', () => {
    expect(cardOf({ analysis: null, proposals: [] })).toContain(
      'Likely cause: being worked out; so far checkout is the most likely origin (92 %): its errors began first; released 20 s before.',
    );
  });

  test('sends nobody to a suspect that may be anything', () => {
    const suspects = [{ service: 'checkout', confidence: 0.03, reasons: ['it was changed 25 min before'] }];

    expect(cardOf({ analysis: null, proposals: [], suspects })).toContain(
      'Likely cause: being worked out; nothing points clearly at one service so far.',
    );
  });

  test('does not repeat the title as what is going on', () => {
    const incident = sampleIncident({ title: 'Checkout fails' });
    const alerts = [sampleAlert({ annotations: { summary: 'Checkout fails' } })];

    expect(cardOf({ incident, alerts, analysis: null })).toContain('What is going on: CheckoutErrorsHigh');
  });

  test('admits when no cause can be named, and passes on why the model did not answer', () => {
    const report = { ...ANALYSIS.report, cause: null };
    const note = 'The model did not answer (timeout), so rules wrote this.';
    const cost = {
      modelCalls: 1,
      inputTokens: 900,
      outputTokens: 0,
      costUsd: 0,
      unpricedCalls: 1,
      durationMs: 61_000,
    };
    const card = cardOf({ analysis: { ...ANALYSIS, report, note }, proposals: [], cost });

    expect(card).toContain('Likely cause: the evidence does not allow one to be named.');
    expect(card).toContain('Do next: Roll back checkout to 2.4.0.');
    expect(card).toContain(`${note} Cost so far: price unknown, 1 model call, 900 tokens, 1 min.`);
  });

  test('says that the model is away when it was not even asked', () => {
    const note = 'The model keeps failing and is left alone for now; this analysis was made by rules.';
    const card = cardOf({ analysis: { ...ANALYSIS, note } });

    expect(card).toContain(`${note} Cost so far: no model used`);
  });

  test('does not repeat on every card that no model is configured: the evidence says so', () => {
    const note = 'No language model is configured; this analysis was made by rules.';
    const view = sampleView({ analysis: { ...ANALYSIS, note } });

    expect(outline(buildIncidentCard(view))).not.toContain(note);
    expect(outline(buildEvidenceMessage(view))).toContain(note);
  });

  test('says who leads it, though nobody has acknowledged it', () => {
    const roles = [
      {
        incidentId: INCIDENT_ID,
        role: 'commander',
        slackUserId: 'U0GARY',
        assignedBy: ALICE,
        assignedAt: NOW,
      },
    ] as const;

    expect(cardOf({ roles })).toContain('(Commander <@U0GARY> · on call: Alice Moreau');
    expect(cardOf({ roles })).not.toContain('Nobody has acknowledged');
  });

  test.each([
    ['pending', 'approve or reject “Roll back checkout to 2.4.0” in the thread.'],
    ['approved', 'wait: “Roll back checkout to 2.4.0” is approved and about to run.'],
    ['executing', 'wait: “Roll back checkout to 2.4.0” is running.'],
    ['verifying', 'wait: “Roll back checkout to 2.4.0” has run; Firewatch is checking that it worked.'],
    ['verified', 'watch: “Roll back checkout to 2.4.0” worked; alerts that still fire end within minutes'],
    ['unverified', 'take over: “Roll back checkout to 2.4.0” ran, but the check did not pass.'],
    ['failed', 'take over: “Roll back checkout to 2.4.0” failed.'],
    [
      'unknown',
      'look at the target yourself: nobody knows whether “Roll back checkout to 2.4.0” took effect.',
    ],
    ['rejected', 'Roll back checkout to 2.4.0.'],
  ] as const)('with a fix that is %s, says what to do next', (status, step) => {
    expect(cardOf({ proposals: [sampleProposalView({ status })] })).toContain(`\nDo next: ${step}`);
  });

  test('names what is in the way of everybody, and how many are still needed', () => {
    const terms = { ...sampleProposalView().proposal.terms!, approvals: 2 };
    const nextOf = (changes: Partial<ProposalView>) =>
      /\nDo next: (.*)/.exec(cardOf({ proposals: [{ ...sampleProposalView({ terms }), ...changes }] }))?.[1];

    expect(nextOf({})).toBe(
      'approve or reject “Roll back checkout to 2.4.0” in the thread; it needs 2 people.',
    );
    expect(nextOf({ approvals: [approvalBy('U0ALICE')] })).toContain('it needs one more person.');
    expect(nextOf({ hold: { kind: 'frozen', name: 'the sale', until: NOW } })).toMatch(
      /^act by hand, or wait: changes are frozen/,
    );
    expect(nextOf({ hold: { kind: 'stopped', reason: '', by: null, at: null } })).toMatch(
      /actions allowed again: all are stopped/,
    );
    expect(nextOf({ hold: { kind: 'outdated' } })).toMatch(/^look again: the policy has changed/);
  });

  test('does not take a silence, or people who were asked, for the end of the trouble', () => {
    const silence = sampleProposalView({ status: 'verified', action: 'create_silence' });

    expect(cardOf({ proposals: [silence] })).toContain('Do next: Roll back checkout to 2.4.0.');
  });

  test('asks to resolve once the fix worked and nothing fires', () => {
    const alerts = [sampleAlert({ status: 'resolved', endsAt: NOW })];

    expect(cardOf({ alerts, proposals: [sampleProposalView({ status: 'verified' })] })).toContain(
      'Do next: watch, then resolve: “Roll back checkout to 2.4.0” worked and no alert fires any more.',
    );
  });

  test('can be acknowledged until somebody has', () => {
    const acknowledged = sampleView({
      incident: sampleIncident({ status: 'acknowledged', acknowledgedBy: ALICE, acknowledgedAt: NOW }),
    });

    expect(actionsOf(sampleView())).toEqual([ACTIONS.acknowledge, ACTIONS.postUpdate, ACTIONS.resolve]);
    expect(actionsOf(acknowledged)).toEqual([ACTIONS.postUpdate, ACTIONS.resolve]);
    expect(actionsOf(resolvedView())).toEqual([]);
  });

  test('is the same a minute later when nothing has happened', () => {
    const later = new Date(NOW.getTime() + 60_000);

    expect(buildIncidentCard(sampleView({ now: later }))).toEqual(buildIncidentCard(sampleView()));
  });
});

describe('buildIncidentCard, once resolved', () => {
  test('says the cause as analysed, what fixed it and how to go on', () => {
    expect(outline(buildIncidentCard(resolvedView()))).toMatchInlineSnapshot(`
      "text: ✅ INC-12 resolved after 7 min: CheckoutErrorsHigh on checkout
      ✅ CheckoutErrorsHigh on checkout
      resolved after 7 min · sev1 · INC-12
      Cause as analysed, 92 % sure: release 2.4.1 of checkout answers 500 on every third payment
      Fixed by: Roll back checkout to 2.4.0, approved by <@U0ALICE>
      When: {date_short_pretty} {time}=2026-11-22 03:12 UTC to {time}=2026-11-22 03:19 UTC, resolved by Firewatch
        (1 alert · impact 78/100
        (Nobody has confirmed the cause
        (Analysed by rules. Cost: no model used, 2 s.
        (\`/incident postmortem 12\` drafts the postmortem · \`/incident reopen 12\` if it comes back"
    `);
  });

  test('names everybody who approved the fix, and nobody where it ran by itself', () => {
    const view = resolvedView();
    const [fix] = view.proposals;
    const fixedBy = (changes: Partial<ProposalView>) =>
      /\nFixed by: (.*)/.exec(
        outline(buildIncidentCard({ ...view, proposals: [{ ...fix!, ...changes }] })),
      )?.[1];

    expect(fixedBy({ approvals: [approvalBy('U0ALICE'), approvalBy('U0BOB')] })).toBe(
      'Roll back checkout to 2.4.0, approved by <@U0ALICE> and <@U0BOB>',
    );
    expect(fixedBy({ proposal: { ...fix!.proposal, decidedBy: { kind: 'firewatch' } } })).toBe(
      'Roll back checkout to 2.4.0, by itself',
    );
  });

  test('puts the cause that people confirmed before the one that was analysed', () => {
    const { incident } = resolvedView();
    const view = {
      ...resolvedView(),
      incident: { ...incident, confirmedCause: 'Vouchers without a discount made 2.4.1 throw.' },
      feedback: { right: 2, wrong: 1 },
    };

    expect(outline(buildIncidentCard(view))).toMatchInlineSnapshot(`
      "text: ✅ INC-12 resolved after 7 min: CheckoutErrorsHigh on checkout
      ✅ CheckoutErrorsHigh on checkout
      resolved after 7 min · sev1 · INC-12
      Cause, confirmed by people: Vouchers without a discount made 2.4.1 throw.
      Firewatch had said, 92 % sure: release 2.4.1 of checkout answers 500 on every third payment
      Fixed by: Roll back checkout to 2.4.0, approved by <@U0ALICE>
      When: {date_short_pretty} {time}=2026-11-22 03:12 UTC to {time}=2026-11-22 03:19 UTC, resolved by Firewatch
        (1 alert · impact 78/100
        (2 say the analysis is right, 1 says the analysis is wrong
        (Analysed by rules. Cost: no model used, 2 s.
        (\`/incident postmortem 12\` drafts the postmortem · \`/incident reopen 12\` if it comes back"
    `);
  });

  test('says a cause once that people confirmed as it was analysed', () => {
    const { incident } = resolvedView();
    const confirmedCause = `${ANALYSIS.report.cause!.mechanism}.`;
    const card = outline(buildIncidentCard({ ...resolvedView(), incident: { ...incident, confirmedCause } }));

    expect(card).toContain('Cause, confirmed by people');
    expect(card).not.toContain('Firewatch had said');
  });

  test('does not offer to draft what is in the thread', () => {
    const drafted = {
      id: 99,
      incidentId: INCIDENT_ID,
      at: NOW,
      kind: 'postmortem.drafted',
      actor: { kind: 'firewatch' },
      text: 'The postmortem was drafted.',
    } as const;
    const view = resolvedView();
    const card = outline(buildIncidentCard({ ...view, timeline: [...view.timeline, drafted] }));

    expect(card).toContain('The draft of the postmortem is in the thread');
    expect(card).not.toContain('drafts the postmortem');
  });

  test('names a fix that is still being checked, because alerts may end before its check does', () => {
    const proposals = [
      sampleProposalView({ status: 'verifying', decidedBy: ALICE, decidedAt: NOW }, sampleExecution()),
    ];

    expect(outline(buildIncidentCard({ ...resolvedView(), proposals }))).toContain(
      'Ran: Roll back checkout to 2.4.0, still being checked, approved by <@U0ALICE>',
    );
  });

  test('says where it goes on when it was merged', () => {
    const { incident } = resolvedView();
    const view = {
      ...resolvedView(),
      incident: { ...incident, mergedInto: INCIDENT_ID },
      mergedInto: { number: 7 },
    };

    expect(outline(buildIncidentCard(view))).toMatchInlineSnapshot(`
      "text: ↪️ INC-12 merged into INC-7: CheckoutErrorsHigh on checkout
      ↪️ CheckoutErrorsHigh on checkout
      merged into INC-7 · INC-12
      Do next: go on in the thread of INC-7.
      When: {date_short_pretty} {time}=2026-11-22 03:19 UTC, by Firewatch"
    `);
  });
});
