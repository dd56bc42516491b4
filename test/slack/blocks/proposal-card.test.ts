import { describe, expect, test } from '@jest/globals';
import type { Proposal, ProposalStatus } from '../../../src/remediation/proposal.js';
import { buildProposalCard } from '../../../src/slack/blocks/cards/proposal-card.js';
import { buildProposalDetails } from '../../../src/slack/blocks/cards/proposal-details.js';
import { outline } from '../outline.js';
import { INCIDENT_ID, NOW, PROPOSAL_ID, sampleExecution, sampleProposalView } from '../sample-view.js';

const ALICE = { kind: 'person', id: 'U0ALICE' } as const;
const decided = (changes: Partial<Proposal>) => ({ decidedBy: ALICE, decidedAt: NOW, ...changes });
const cardOf = (changes: Partial<Proposal>, execution: Parameters<typeof sampleProposalView>[1] = null) =>
  outline(buildProposalCard(sampleProposalView(changes, execution), { now: NOW }));

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
        (Rule “everything” of policy default. They alone decide. A click by anybody else changes nothing and says why.
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

describe('buildProposalCard, once decided', () => {
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
    ['cancelled', '🚫 Stopped before it ran: '],
  ])('%s: can at most be stopped, and says what happened', (status, headline) => {
    const view = sampleProposalView(decided({ status, outcome: 'What came of it.' }));
    const { text, blocks } = buildProposalCard(view, { now: NOW });

    expect(text).toBe(`${headline}Roll back checkout to 2.4.0`);
    const buttons = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    const isUnderWay = status === 'approved' || status === 'executing';
    expect(buttons.map((button) => 'action_id' in button && button.action_id)).toEqual(
      isUnderWay ? ['proposal.cancel'] : [],
    );
    expect(outline({ text, blocks })).toContain('What came of it.');
  });

  test('runs: how far it is, and no second Stop once somebody wants it stopped', () => {
    const running = { status: 'running', finishedAt: null, output: '' } as const;
    const progress = '1 of 3 is ready\n2 of 3 are ready';
    const card = cardOf(decided({ status: 'executing' }), sampleExecution({ ...running, progress }));
    const stopped = sampleExecution({ ...running, cancelledBy: { kind: 'person', id: 'U0BOB' } });

    expect(card).toContain('So far\n  | 1 of 3 is ready\n  | 2 of 3 are ready');
    expect(card).toContain('[Stop]');
    expect(cardOf(decided({ status: 'executing' }), stopped)).toContain(
      '🛑 Being stopped: <@U0BOB> wants it.',
    );
    expect(cardOf(decided({ status: 'executing' }), stopped)).not.toContain('[Stop]');
  });

  test('names everybody who approved, and an emergency with its reason', () => {
    const approvals = ['U0ALICE', 'U0BOB'].map((slackUserId) => ({
      slackUserId,
      argumentsHash: 'f'.repeat(64),
      breakGlassReason: slackUserId === 'U0BOB' ? 'Orders fail everywhere' : null,
      at: NOW,
    }));
    const worked = sampleProposalView(decided({ status: 'verified' }), sampleExecution());
    const ordinary = approvals.map((approval) => ({ ...approval, breakGlassReason: null }));

    expect(outline(buildProposalCard({ ...worked, approvals: ordinary }, { now: NOW }))).toContain(
      '(Approved by <@U0ALICE>, <@U0BOB> at ',
    );
    const card = outline(buildProposalCard({ ...worked, approvals }, { now: NOW }));
    expect(card).toContain('(Approved past the rules by <@U0ALICE>, <@U0BOB> at ');
    expect(card).toContain('Emergency: Orders fail everywhere');
  });

  test('shadow: says that a rule only writes it down', () => {
    const card = cardOf({ status: 'shadow' });

    expect(card).toContain('📝 Would have been proposed; nothing runs: Roll back checkout to 2.4.0');
    expect(card).toContain('(Rule “everything” only writes down what would have been done');
  });

  test('ran by itself: says why it was allowed to', () => {
    const by = { decidedBy: { kind: 'firewatch' }, decidedAt: NOW, status: 'verified' } as const;

    expect(cardOf(by, sampleExecution())).toContain('(By itself, because a person promoted this step, at ');
  });

  test('a run that took no time to speak of did not take “0 s”', () => {
    const at = new Date('2026-11-22T03:20:00Z');
    const instant = sampleExecution({ startedAt: at, finishedAt: new Date(at.getTime() + 20) });

    expect(cardOf(decided({ status: 'verified', outcome: 'Verified.' }), instant)).toContain(
      'ran for less than 1 s',
    );
  });

  test('worked: who, when, how long, by which measurement', () => {
    const outcome = 'Verified after 35 s: measured 0.002, wanted < 0.01 for 60 s within 300 s.';

    expect(cardOf(decided({ status: 'verified', outcome }), sampleExecution())).toMatchInlineSnapshot(`
      "text: ✅ Worked: Roll back checkout to 2.4.0
      ✅ Worked: Roll back checkout to 2.4.0
      Verified after 35 s: measured 0.002, wanted < 0.01 for 60 s within 300 s.
      POST http://checkout.internal:8080/admin/rollback
        (Approved by <@U0ALICE> at <!date^1795317600^{time_secs}|2026-11-22 03:20 UTC> · ran for 11 s · on checkout (http endpoint rollback-checkout)"
    `);
  });

  test('rejected: says so once', () => {
    expect(cardOf(decided({ status: 'rejected', outcome: 'Rejected; nothing was run.' })))
      .toMatchInlineSnapshot(`
      "text: 🚫 Rejected, nothing was run: Roll back checkout to 2.4.0
      🚫 Rejected, nothing was run: Roll back checkout to 2.4.0
      Firewatch does not propose it again in this incident. A new look may propose another fix: /incident investigate.
        (By <@U0ALICE> at <!date^1795317600^{time_secs}|2026-11-22 03:20 UTC> · on checkout (http endpoint rollback-checkout)"
    `);
  });

  test('expired: says until when it could be decided', () => {
    expect(cardOf({ status: 'expired', outcome: 'Nobody decided in time.' })).toMatchInlineSnapshot(`
      "text: ⌛ Expired, nothing was run: Roll back checkout to 2.4.0
      ⌛ Expired, nothing was run: Roll back checkout to 2.4.0
      A new look may propose it again: /incident investigate.
        (Nobody decided before <!date^1795318994^{time}|2026-11-22 03:43 UTC> · on checkout (http endpoint rollback-checkout)"
    `);
  });

  test('failed: shows what the target answered and the way back', () => {
    const failed = decided({ status: 'failed', outcome: 'It failed: the endpoint answered 503.' });

    expect(cardOf(failed, sampleExecution({ status: 'failed', output: 'upstream connect error' })))
      .toMatchInlineSnapshot(`
      "text: ❌ Failed: Roll back checkout to 2.4.0
      ❌ Failed: Roll back checkout to 2.4.0
      It failed: the endpoint answered 503.
      The incident stays open. Read the answer of the target before trying anything else.
      To undo it: Deploy 2.4.1 again with the endpoint deploy-checkout.
      POST http://checkout.internal:8080/admin/rollback
      The target answered
        | upstream connect error
        (Approved by <@U0ALICE> at <!date^1795317600^{time_secs}|2026-11-22 03:20 UTC> · ran for 11 s · on checkout (http endpoint rollback-checkout)"
    `);
  });

  test('failed: offers what does not fit of the answer', () => {
    const failed = decided({ status: 'failed', outcome: 'It failed.' });

    expect(cardOf(failed, sampleExecution({ output: 'a line\n'.repeat(2000) }))).toContain(
      `[Show the whole answer] ${INCIDENT_ID}:1:${PROPOSAL_ID}`,
    );
  });
});

describe('buildProposalDetails', () => {
  test('shows the whole dry run and the whole answer, over as many pages as they take', () => {
    const lines = Array.from({ length: 1500 }, (_, index) => `line ${index} 👩‍👩‍👧‍👦`);
    const view = sampleProposalView({ dryRun: lines.join('\n') }, sampleExecution());
    const pages = Array.from({ length: 9 }, (_, index) => outline(buildProposalDetails(view, index + 1)));
    const last = Number(/page 1 of (\d+)/.exec(pages[0] ?? '')?.[1]);
    const all = pages.slice(0, last).join('\n');

    expect(last).toBeGreaterThan(1);
    expect(pages[0]).toContain(`[Show page 2] ${INCIDENT_ID}:2:${PROPOSAL_ID}`);
    expect(lines.filter((line) => !all.includes(line)).length).toBeLessThanOrEqual(last * 4); // torn at a border
    expect(all).toContain('{"rolledBackTo":"2.4.0"}');
    expect(pages[8]).toBe(pages[last - 1]);
  });
});
