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

  test('a failure that says what the target answered does not say it twice', () => {
    const output =
      'Step 2 of 2, POST /admin/scale: it has changed since the dry run. Step 1 before it took effect and stayed.';
    const failed = decided({ status: 'failed', outcome: `It failed: ${output}` });

    expect(cardOf(failed, sampleExecution({ status: 'failed', output })).split('Step 2 of 2')).toHaveLength(
      2,
    );
  });

  test('a roll-back that nothing was measured of did not fail a check, and is not to be taken back itself', () => {
    const card = cardOf(
      decided({ status: 'unverified', verification: null, undoes: PROPOSAL_ID }),
      sampleExecution(),
    );

    expect(card).toContain('⚠️ Ran, not verified: Roll back checkout to 2.4.0');
    expect(card).toContain('Look whether the target is as it was before.');
    expect(card).not.toMatch(/check did not pass|To undo it/);
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
      Approved: POST http://checkout.internal:8080/admin/rollback
      The incident stays open. Read the answer of the target before trying anything else.
      To undo it: Deploy 2.4.1 again with the endpoint deploy-checkout.
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
