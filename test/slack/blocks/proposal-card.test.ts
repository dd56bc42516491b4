import { describe, expect, test } from '@jest/globals';
import type { Proposal } from '../../../src/remediation/proposal.js';
import { buildProposalCard } from '../../../src/slack/blocks/cards/proposal-card.js';
import { outline } from '../outline.js';
import { INCIDENT_ID, NOW, PROPOSAL_ID, sampleProposalView } from '../sample-view.js';

const cardOf = (changes: Partial<Proposal>) =>
  outline(buildProposalCard(sampleProposalView(changes), { now: NOW }));

describe('buildProposalCard, while it waits', () => {
  test('shows everything that will be executed, how success is judged and who decides', () => {
    expect(cardOf({})).toMatchInlineSnapshot(`
      "text: Approval wanted: Roll back checkout to 2.4.0
      Proposed fix: Roll back checkout to 2.4.0
      The errors began with release 2.4.1, and 2.4.0 ran for nine days without them. (E1, E5)
      Runs exactly this
        | POST http://checkout.internal:8080/admin/rollback
        | call_endpoint(endpoint="rollback-checkout")
      On: checkout (http endpoint rollback-checkout) in production, from runbook bad-release
      Dry run, nothing has changed yet
        | Would roll back checkout from 2.4.1 to 2.4.0.
        | 2 instances, one after the other, about 10 s.
      Risk: medium; to undo it: Deploy 2.4.1 again with the endpoint deploy-checkout.
      Worked if: this is below 0.01 within 5 min and stays so for 1 min
        | sum(rate(http_requests_total{service="checkout",code=~"5.."}[1m])) / sum(rate(http_requests_total{service="checkout"}[1m]))
      May approve: <@U0ALICE> or whoever is on call, until {time}=2026-11-22 03:43 UTC
        (Rule “everything” of policy default. A click by anybody else changes nothing.
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
            "accessibility_label": "Reject this fix; it asks once more, and nothing runs",
            "action_id": "proposal.reject",
            "confirm": {
              "confirm": {
                "text": "Reject",
                "type": "plain_text",
              },
              "deny": {
                "text": "Not now",
                "type": "plain_text",
              },
              "text": {
                "text": "Nothing runs, and Firewatch does not propose this fix again in this incident. A new look may still propose another one: /incident investigate.",
                "type": "plain_text",
              },
              "title": {
                "text": "Reject this fix?",
                "type": "plain_text",
              },
            },
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

  test.each([
    ['Deploy 2.4.1 again.', true, 'Risk: medium; to undo it: Deploy 2.4.1 again.'],
    ['Restore the backup.', false, 'Risk: medium; it cannot be undone, only repaired: Restore the backup.'],
    [
      'Not needed: the same version runs.',
      false,
      'Risk: medium; there is nothing to undo: the same version runs.',
    ],
    ['Not needed', true, 'Risk: medium; there is nothing to undo.'],
    ['None.', false, 'Risk: medium; there is nothing to undo.'],
    ['', true, 'Risk: medium; it can be undone.'],
    ['', false, 'Risk: medium; it cannot be undone.'],
  ])('puts risk and way back in one sentence: “%s”, reversible %s', (rollback, isReversible, sentence) => {
    expect(cardOf({ rollback, isReversible }).split('\n')).toContain(sentence);
  });

  test('says that a person has to look when no check is defined', () => {
    expect(cardOf({ verification: null })).toContain('Worked if: no check is defined; a person has to look.');
  });

  test('has no buttons while nobody may press them, and says who can change that', () => {
    const card = outline(buildProposalCard({ ...sampleProposalView(), approvers: [] }, { now: NOW }));

    expect(card).toContain(
      'May approve: nobody yet. Whoever operates Firewatch has to name people in policy.yaml',
    );
    expect(card).not.toContain('[Approve]');
    expect(card).not.toContain('[Reject]');
  });

  test('offers what does not fit of a dry run', () => {
    expect(cardOf({ dryRun: 'a line\n'.repeat(2000) })).toContain(
      `[Show the whole dry run] ${INCIDENT_ID}:1:${PROPOSAL_ID}`,
    );
  });

  test('cannot be approved when what will run does not fit', () => {
    const card = cardOf({ effect: `POST http://x/${'y'.repeat(2000)}` });

    expect(card).toContain('cannot be approved here');
    expect(card).not.toContain('[Approve]');
    expect(card).toContain('[Reject]');
  });

  test('shows hidden characters in what will run', () => {
    expect(cardOf({ arguments: { endpoint: 'rollback\u200b-checkout\u202e' } })).toContain(
      'rollback\\u{200b}-checkout\\u{202e}',
    );
  });

  test('has no buttons any more once its time is over', () => {
    expect(buildProposalCard(sampleProposalView({ expiresAt: NOW }), { now: NOW }).text).toContain(
      'Expired, nothing was run',
    );
  });
});
