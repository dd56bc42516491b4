import { describe, expect, test } from '@jest/globals';
import type { ProposalStatus } from '../../../src/remediation/proposal.js';
import { buildEvidenceMessage } from '../../../src/slack/blocks/evidence-message.js';
import { buildIncidentCard } from '../../../src/slack/blocks/incident-card.js';
import { buildIncidentList } from '../../../src/slack/blocks/incident-list.js';
import { buildNote } from '../../../src/slack/blocks/note.js';
import { buildProposalCard } from '../../../src/slack/blocks/proposal-card.js';
import { outline } from '../outline.js';
import {
  ANALYSIS,
  NOW,
  resolvedView,
  sampleEvidence,
  sampleExecution,
  sampleIncident,
  sampleProposalView,
  sampleView,
} from '../sample-view.js';

const ALICE = { kind: 'person', id: 'U0ALICE' } as const;

describe('buildIncidentCard', () => {
  test('says what broke, how bad, why and what to do while an approval is wanted', () => {
    expect(outline(buildIncidentCard(sampleView()))).toMatchInlineSnapshot(`
      "text: 🔴 sev1 INC-12 CheckoutErrorsHigh on checkout · Likely cause, 92 % sure: release 2.4.1 of checkout answers 500 on every third payment · Do next: approve or reject “Roll back checkout to 2.4.0” in the thread.
      🔴 CheckoutErrorsHigh on checkout
      sev1 · impact 78/100 · INC-12
      What is going on: Since 03:12 41 % of payments at the checkout fail; browsing and the basket work.
      Likely cause, 92 % sure: release 2.4.1 of checkout answers 500 on every third payment (E1, E5)
      Do next: approve or reject “Roll back checkout to 2.4.0” in the thread.
        (Impact 78/100: checkout is tier 1 (40 of 40) · 41 % of user requests fail (26 of 40) · called by web, mobile-api (12 of 20)
        (Since <!date^1795317124^{time}|2026-11-22 03:12 UTC> (<!date^1795317124^{ago}|2026-11-22 03:12 UTC>) · 1 of 1 alert firing
        (Nobody has acknowledged it yet · on call: Alice Moreau
        (Analysed by rules. Cost so far: no model used, 2 s.
      [Acknowledge] 11111111-1111-4111-8111-111111111111 [Post update] 11111111-1111-4111-8111-111111111111 [Resolve…] 11111111-1111-4111-8111-111111111111"
    `);
  });

  test('says what the alert says before the evidence is in', () => {
    expect(outline(buildIncidentCard(sampleView({ analysis: null, evidence: [], proposals: [] }))))
      .toMatchInlineSnapshot(`
      "text: 🔴 sev1 INC-12 CheckoutErrorsHigh on checkout · Likely cause: being worked out; so far checkout is the most likely origin (92 %). · Do next: wait a few seconds, or look at the service yourself.
      🔴 CheckoutErrorsHigh on checkout
      sev1 · impact 78/100 · INC-12
      What is going on: More than 5 % of checkout requests fail.
      Likely cause: being worked out; so far checkout is the most likely origin (92 %).
      Do next: wait a few seconds, or look at the service yourself.
        (Impact 78/100: checkout is tier 1 (40 of 40) · 41 % of user requests fail (26 of 40) · called by web, mobile-api (12 of 20)
        (Since <!date^1795317124^{time}|2026-11-22 03:12 UTC> (<!date^1795317124^{ago}|2026-11-22 03:12 UTC>) · 1 of 1 alert firing
        (Nobody has acknowledged it yet · on call: Alice Moreau
      [Acknowledge] 11111111-1111-4111-8111-111111111111 [Post update] 11111111-1111-4111-8111-111111111111 [Resolve…] 11111111-1111-4111-8111-111111111111"
    `);
  });

  test('admits when no cause can be named, and passes on why the model did not answer', () => {
    const report = { ...ANALYSIS.report, cause: null };
    const note = 'The model did not answer (timeout), so rules wrote this.';
    const card = outline(
      buildIncidentCard(sampleView({ analysis: { ...ANALYSIS, report, note }, proposals: [] })),
    );

    expect(card).toContain('Likely cause: the evidence does not allow one to be named.');
    expect(card).toContain('Do next: Roll back checkout to 2.4.0.');
    expect(card).toContain(note);
  });

  test('is short once resolved', () => {
    expect(outline(buildIncidentCard(resolvedView()))).toMatchInlineSnapshot(`
      "text: ✅ INC-12 resolved after 7 min: CheckoutErrorsHigh on checkout
      ✅ CheckoutErrorsHigh on checkout
      resolved after 7 min · sev1 · INC-12
      Cause as analysed, 92 % sure: release 2.4.1 of checkout answers 500 on every third payment (E1, E5)
      Fixed by: Roll back checkout to 2.4.0, approved by <@U0ALICE>
      When: {date_short_pretty} {time}=2026-11-22 03:12 UTC to {time}=2026-11-22 03:19 UTC, resolved by Firewatch
        (1 alert · impact 78/100
        (Nobody has confirmed a cause
        (Analysed by rules. Cost: no model used, 2 s.
        (\`/incident postmortem 12\` drafts the postmortem · \`/incident reopen 12\` if it comes back"
    `);
  });
});

describe('buildEvidenceMessage', () => {
  test('puts the unusual first, folds the quiet and lists the queries', () => {
    expect(outline(buildEvidenceMessage(sampleView()))).toMatchInlineSnapshot(`
      "text: INC-12 evidence: Failing share of checkout rose from 0.1 % to 41 % at 03:12:04.
      What stands out
        • Failing share of checkout rose from 0.1 % to 41 % at 03:12:04. (E1)
        • Latency of checkout rose from 80 ms to 1.9 s (p95) at 03:12:10. (E3)
        • checkout is the most likely origin (92 %); web (6 %) and mobile-api (2 %) only call it. (E4)
      What changed shortly before
        • checkout 2.4.1 was deployed at 03:11:48 by dana, 16 s before the errors began. (E5)
      Runbook
        • Runbook “A release broke a service” fits: 3 of 3 checks hold. (E6)
      Ruled out
        • A slow payment provider: its latency is unchanged (E2)
      What to do next
        • Roll back checkout to 2.4.0.
        • Tell support that payments fail.
        (Under “Show more”: 2 observations, 2 queries.
        (Not seen: No log store is configured.
        (Not seen: The logs of checkout.
      [Show more] 11111111-1111-4111-8111-111111111111
        (Is this analysis right? Nobody has said so far.
      [Right] right:55555555-5555-4555-8555-555555555555 [Wrong] wrong:55555555-5555-4555-8555-555555555555"
    `);
  });

  test('says how many observations it leaves out', () => {
    const evidence = Array.from({ length: 40 }, (_, index) => sampleEvidence(`E${index + 1}`));

    expect(outline(buildEvidenceMessage(sampleView({ evidence })))).toContain('37 observations');
  });
});

describe('buildProposalCard', () => {
  test('shows everything that will be executed and how success is judged', () => {
    expect(outline(buildProposalCard(sampleProposalView(), { now: NOW }))).toMatchInlineSnapshot(`
      "text: Approval wanted: Roll back checkout to 2.4.0
      Proposed fix: Roll back checkout to 2.4.0
      The errors began with release 2.4.1, and 2.4.0 ran for nine days without them. (E1, E5)
      Runs exactly this
        | POST http://checkout.internal:8080/admin/rollback
        | call_endpoint(endpoint="rollback-checkout")
      On: checkout (http endpoint rollback-checkout), from runbook bad-release
      Dry run, nothing has changed yet
        | Would roll back checkout from 2.4.1 to 2.4.0.
        | 2 instances, one after the other, about 10 s.
      Risk: medium; to undo it: Deploy 2.4.1 again with the endpoint deploy-checkout.
      Worked if: this is below 0.01 within 5 min and stays so for 1 min
        | sum(rate(http_requests_total{service="checkout",code=~"5.."}[1m])) / sum(rate(http_requests_total{service="checkout"}[1m]))
      May approve: <@U0ALICE>, or whoever is on call, until {time}=2026-11-22 03:43 UTC
        (They alone decide. A click by anybody else changes nothing and is answered with the reason.
      [Approve] 22222222-2222-4222-8222-222222222222 [Reject] 22222222-2222-4222-8222-222222222222"
    `);
  });

  test('asks once more, naming what will run', () => {
    const { blocks } = buildProposalCard(sampleProposalView(), { now: NOW });

    expect(blocks.at(-1)).toMatchInlineSnapshot(`
      {
        "elements": [
          {
            "accessibility_label": "Approve this fix; it asks once more before it runs",
            "action_id": "proposal.approve",
            "confirm": {
              "confirm": {
                "text": "Approve and run",
                "type": "plain_text",
              },
              "deny": {
                "text": "Not now",
                "type": "plain_text",
              },
              "style": "primary",
              "text": {
                "text": "Roll back checkout to 2.4.0: POST http://checkout.internal:8080/admin/rollback on checkout (http endpoint rollback-checkout). Risk: medium.",
                "type": "plain_text",
              },
              "title": {
                "text": "Run this now?",
                "type": "plain_text",
              },
            },
            "style": "primary",
            "text": {
              "text": "Approve",
              "type": "plain_text",
            },
            "type": "button",
            "value": "22222222-2222-4222-8222-222222222222",
          },
          {
            "accessibility_label": "Reject this fix; nothing runs",
            "action_id": "proposal.reject",
            "text": {
              "text": "Reject",
              "type": "plain_text",
            },
            "type": "button",
            "value": "22222222-2222-4222-8222-222222222222",
          },
        ],
        "type": "actions",
      }
    `);
  });

  test.each<[ProposalStatus, string]>([
    ['approved', '⏳ Approved, about to run: '],
    ['executing', '⏳ Running: '],
    ['verifying', '⏳ Ran, checking that it worked: '],
    ['verified', '✅ Worked: '],
    ['unverified', '⚠️ Ran, but the check did not pass: '],
    ['failed', '❌ Failed: '],
    ['unknown', '⚠️ Nobody knows whether it took effect: '],
    ['rejected', '🚫 Rejected, nothing was run: '],
    ['expired', '⌛ Expired, nothing was run: '],
    ['superseded', '↩️ Superseded, nothing was run: '],
  ])('%s: has no buttons and says what happened', (status, headline) => {
    const view = sampleProposalView({
      status,
      decidedBy: ALICE,
      decidedAt: NOW,
      outcome: 'What came of it.',
    });
    const { text, blocks } = buildProposalCard(view, { now: NOW });

    expect(text).toBe(`${headline}Roll back checkout to 2.4.0`);
    expect(blocks.map(({ type }) => type)).not.toContain('actions');
    expect(outline({ text, blocks })).toContain('What came of it.');
  });

  test('shows what the target answered and how to undo when it failed', () => {
    const view = sampleProposalView(
      { status: 'failed', decidedBy: ALICE, decidedAt: NOW, outcome: 'The endpoint answered 503.' },
      sampleExecution({ status: 'failed', output: 'upstream connect error' }),
    );

    expect(outline(buildProposalCard(view, { now: NOW }))).toMatchInlineSnapshot(`
      "text: ❌ Failed: Roll back checkout to 2.4.0
      ❌ Failed: Roll back checkout to 2.4.0
      The endpoint answered 503.
      The incident stays open. Read the answer of the target before trying anything else.
      To undo it: Deploy 2.4.1 again with the endpoint deploy-checkout.
      POST http://checkout.internal:8080/admin/rollback
      The target answered
        | upstream connect error
        (Approved by <@U0ALICE> at <!date^1795317600^{time_secs}|2026-11-22 03:20 UTC> · ran for 11 s · on checkout (http endpoint rollback-checkout)"
    `);
  });

  test('cannot be approved when what will run does not fit', () => {
    const card = outline(
      buildProposalCard(sampleProposalView({ effect: `POST http://x/${'y'.repeat(2000)}` }), { now: NOW }),
    );

    expect(card).toContain('cannot be approved here');
    expect(card).not.toContain('[Approve]');
    expect(card).toContain('[Reject]');
  });

  test('shows hidden characters in what will run', () => {
    const view = sampleProposalView({ arguments: { endpoint: 'rollback\u200b-checkout\u202e' } });

    expect(outline(buildProposalCard(view, { now: NOW }))).toContain('rollback\\u{200b}-checkout\\u{202e}');
  });

  test('has no buttons any more once its time is over', () => {
    const view = sampleProposalView({ expiresAt: NOW });

    expect(buildProposalCard(view, { now: NOW }).text).toContain('Expired, nothing was run');
  });
});

describe('other messages', () => {
  test('a note is one line with its time and its author', () => {
    expect(outline(buildNote({ at: NOW, text: 'Approved: Roll back checkout.', actor: ALICE })))
      .toMatchInlineSnapshot(`
           "text: Approved: Roll back checkout.
             (<!date^1795317600^{time_secs}|2026-11-22 03:20 UTC> Approved: Roll back checkout. — <@U0ALICE>"
        `);
  });

  test('the list is ordered as given and says when there is more', () => {
    const incidents = [
      sampleIncident(),
      sampleIncident({ number: 13, severity: 'sev3', title: 'Search is slow', impact: null }),
    ];

    expect(outline(buildIncidentList(incidents, { hasMore: true }))).toMatchInlineSnapshot(`
      "text: More than 2 unresolved incidents, by impact
      More than 2 unresolved incidents, by impact
      🔴 INC-12 CheckoutErrorsHigh on checkout
      sev1 · impact 78 · since {time}=2026-11-22 03:12 UTC · nobody yet
      🟡 INC-13 Search is slow
      sev3 · impact not known · since {time}=2026-11-22 03:12 UTC · nobody yet
        (… and others, less severe.
        (\`/incident show 12\` shows one, \`/incident ack 12\` takes it; the number is that of the incident."
    `);
  });
});
