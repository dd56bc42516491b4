import { describe, expect, test } from '@jest/globals';
import { buildCatchUp as readIn } from '../../../src/incidents/catch-up.js';
import { buildAuditList } from '../../../src/slack/blocks/answers/audit-list.js';
import { buildCatchUp } from '../../../src/slack/blocks/answers/catch-up.js';
import { buildChangeList } from '../../../src/slack/blocks/answers/change-list.js';
import { buildOnCall } from '../../../src/slack/blocks/answers/on-call.js';
import { buildRunbookView } from '../../../src/slack/blocks/answers/runbook-view.js';
import type { ChangeAnswer, RunbookAnswer } from '../../../src/workflows/use-cases/knowledge.js';
import { outline } from '../outline.js';
import { INCIDENT_ID, NOW, resolvedView, sampleIncident, sampleView } from '../sample-view.js';

const at = (time: string) => new Date(`2026-11-22T${time}Z`);
const person = (id: string) => ({ kind: 'person', id }) as const;

describe('buildCatchUp', () => {
  const view = sampleView({
    roles: [
      {
        incidentId: INCIDENT_ID,
        role: 'commander',
        slackUserId: 'U0BOB',
        assignedBy: person('U0BOB'),
        assignedAt: NOW,
      },
    ],
    timeline: [
      {
        id: 1,
        incidentId: INCIDENT_ID,
        at: at('03:18:00'),
        kind: 'status.updated',
        actor: person('U0BOB'),
        text: 'Rolling back.',
      },
    ],
  });

  test('reads somebody in, in twelve lines at most', () => {
    const content = buildCatchUp([readIn(view, view.roles)]);

    expect(outline(content)).toBe(
      [
        'text: 🔴 INC-12 CheckoutErrorsHigh on checkout',
        '🔴 CheckoutErrorsHigh on checkout · INC-12',
        'sev1 · open · since {time}=2026-11-22 03:12 UTC (7 min) · 1 of 1 alert firing',
        'What is going on: Since 03:12 41 % of payments at the checkout fail; browsing and the basket work.',
        'Impact: 78/100: checkout is tier 1; 41 % of requests to checkout fail; called by web, mobile-api',
        'Likely cause, 92 % sure: release 2.4.1 of checkout answers 500 on every third payment (E1, E5)',
        'Who is on it: <@U0BOB> (commander)',
        'Tried: no fix was run so far',
        'Waits for approval: Roll back checkout to 2.4.0 · until {time}=2026-11-22 03:43 UTC · may decide: <@U0ALICE>, whoever is on call',
        'Last update: {time}=2026-11-22 03:18 UTC Rolling back. — <@U0BOB>',
        '  (Only you see this. `/incident show 12` has more, `/incident ask 12 …` answers questions.',
      ].join('\n'),
    );
    expect(outline(content).split('\n').length - 1).toBeLessThanOrEqual(12);
  });

  test('after the end it tells what helped', () => {
    const over = resolvedView();
    const text = outline(buildCatchUp([readIn(over, over.roles)]));

    expect(text).toContain('over after 7 min');
    expect(text).toContain(
      'Tried: Roll back checkout to 2.4.0 · worked · {time}=2026-11-22 03:15 UTC, <@U0ALICE>',
    );
    expect(text).not.toContain('Do next');
  });

  test('nothing going on is good news', () => {
    expect(outline(buildCatchUp([]))).toContain('✅ No unresolved incident here.');
  });
});

describe('buildChangeList', () => {
  const change = (time: string, summary: string, version: string | null = null) => ({
    id: summary,
    source: 'github',
    kind: 'deploy' as const,
    service: 'checkout',
    summary,
    version,
    author: 'dana',
    at: at(time),
  });
  const answer: ChangeAnswer = {
    incident: sampleIncident(),
    services: ['checkout', 'payments'],
    since: at('00:00:00'),
    onset: at('03:12:04'),
    changes: [
      {
        change: change('03:15:00', 'Scale out'),
        score: 0,
        reason: '3 min after the trouble began, so it cannot be the cause',
      },
      {
        change: change('03:11:48', 'Vouchers', '2.4.1'),
        score: 0.9,
        reason: '16 s before checkout began to misbehave',
      },
    ],
    hasMore: false,
  };

  test('shows the beginning of the trouble between what came before and after', () => {
    expect(outline(buildChangeList(answer))).toBe(
      [
        'text: 2 changes around INC-12',
        'Changes around INC-12, newest first',
        '  • {time}=2026-11-22 03:15 UTC deploy of checkout by dana: Scale out (3 min after the trouble began, so it cannot be the cause)',
        '  • 🔥 the trouble began at {time}=2026-11-22 03:12 UTC',
        '  • 👉 {time}=2026-11-22 03:11 UTC deploy of checkout 2.4.1 by dana: Vouchers (16 s before checkout began to misbehave)',
        '  (Looked at checkout, payments, since <!date^1795305600^{date_short_pretty} {time}|2026-11-22 00:00 UTC>.',
      ].join('\n'),
    );
  });

  test('no change is said with what that means', () => {
    expect(outline(buildChangeList({ ...answer, changes: [] }))).toContain(
      'No change is on record around INC-12.\nOnly what is sent to Firewatch is known',
    );
  });
});

describe('buildOnCall', () => {
  const answer = {
    incident: sampleIncident(),
    service: { name: 'checkout', owner: 'shop' },
    name: 'checkout',
    people: [],
    roles: [],
    gap: null,
  };

  test('names who is asked first', () => {
    const people = [
      { name: 'Ann', email: null, level: 1 },
      { name: 'Ben <!here>', email: null, level: 2 },
    ];

    expect(outline(buildOnCall({ ...answer, people }))).toContain(
      'On call for checkout\n  • Ann · asked first\n  • Ben <!here> · level 2',
    );
  });

  test('without a paging system says so, and who owns it', () => {
    const text = outline(buildOnCall({ ...answer, gap: 'No paging system is connected to Firewatch.' }));

    expect(text).toContain('Who carries the pager for checkout is not known.');
    expect(text).toContain('No paging system is connected to Firewatch.');
    expect(text).toContain('checkout is owned by shop.');
  });
});

describe('buildRunbookView', () => {
  const answer: RunbookAnswer = {
    incident: sampleIncident(),
    words: '',
    found: [
      {
        runbook: {
          id: 'bad-release',
          title: 'Bad release',
          cause: 'The newest release of $service fails.',
          body: '',
        },
        reason: 'its front matter names the alert',
        isKnownToFit: true,
        service: 'checkout',
        checks: [
          { name: 'errors', holds: true, statement: 'errors for checkout: 41 %, so "> 2 %" holds.' },
          { name: 'waiting', holds: false, statement: 'waiting for checkout: 0, so "> 5" does not hold.' },
          { name: 'load', holds: null, statement: 'load for checkout: 120.' },
        ],
        steps: [
          { title: 'Roll back checkout', isApplicable: true, proposal: 'pending' },
          { title: 'Scale out', isApplicable: false, proposal: null },
        ],
      },
    ],
    gaps: [],
    outOf: 13,
  };

  test('shows which checks hold now and what its steps are worth', () => {
    expect(outline(buildRunbookView(answer))).toBe(
      [
        'text: Runbook for INC-12: Bad release',
        'Bad release bad-release',
        'The newest release of checkout fails.',
        '1 of 2 checks hold on checkout now',
        '  • ✅ errors for checkout: 41 %, so "> 2 %" holds.',
        '  • ❌ waiting for checkout: 0, so "> 5" does not hold.',
        '  • · load for checkout: 120.',
        'Steps (each runs only after approval)',
        '  • Roll back checkout · waits for approval in the thread',
        '  • Scale out · its conditions do not hold now',
        '  (Chosen because its front matter names the alert.',
      ].join('\n'),
    );
  });

  test('one that only shares a few words is not told as one that fits', () => {
    const found = answer.found.map((fit) => ({ ...fit, isKnownToFit: false }));

    expect(outline(buildRunbookView({ ...answer, found }))).toContain(
      'No runbook is known to fit; this is the nearest:\nBad release bad-release',
    );
    expect(outline(buildRunbookView(answer))).not.toContain('nearest');
  });

  test('nothing found says how to search', () => {
    expect(outline(buildRunbookView({ ...answer, words: 'flux', found: [] }))).toContain(
      'None of the 13 runbooks has the words “flux”.',
    );
  });
});

describe('buildAuditList', () => {
  const record = (seq: number, isIntact = true) => ({
    seq,
    at: at('03:15:00'),
    actor: person('U0ALICE'),
    event: 'proposal.approved',
    subject: 'p1',
    details: { incident: 'INC-12', argumentsHash: 'f00', verdict: 'approve' },
    hash: 'a1b2c3d4e5'.repeat(6),
    isIntact,
  });
  const titles = new Map([['p1', 'Roll back']]);

  test('tells who decided what, with the place in the chain', () => {
    const text = outline(buildAuditList({ incident: sampleIncident(), records: [record(7)], titles }));

    expect(text).toContain('<@U0ALICE> proposal approved: Roll back · verdict: approve #7 a1b2c3d4');
    expect(text).toContain('these follow from one another');
  });

  test.each([
    [
      'proposal.approval_given',
      { stillNeeded: 1 },
      'approved, with others to follow: Roll back · still needed: 1',
    ],
    [
      'proposal.break_glass',
      { reason: 'all is down' },
      'approved past the rules: Roll back · reason: all is down',
    ],
    ['proposal.shadowed', { supersedes: 'p0', policyVersion: 'f00' }, 'would have proposed: Roll back #7'],
    ['actions.stopped', { reason: 'it loops' }, 'stopped all actions: Roll back · reason: it loops'],
    [
      'autonomy.demoted',
      { why: 'it failed' },
      'took back that it runs by itself: Roll back · why: it failed',
    ],
  ])('says %s in plain words', (event, details, words) => {
    const records = [{ ...record(7), event, details }];

    expect(outline(buildAuditList({ incident: sampleIncident(), records, titles }))).toContain(
      `<@U0ALICE> ${words}`,
    );
  });

  test('names people and channels, not their ids', () => {
    const refused = {
      ...record(8),
      event: 'decision.refused',
      details: { verdict: 'reject', reason: 'Only U0ALICE, U0BOB may decide.' },
    };
    const added = {
      ...record(9),
      event: 'timeline.added',
      subject: 'x',
      details: { message: 'C0INCIDENTS:1795317600.000100' },
    };
    const text = outline(buildAuditList({ incident: sampleIncident(), records: [refused, added], titles }));

    expect(text).toContain('reason: Only <@U0ALICE>, <@U0BOB> may decide.');
    expect(text).not.toContain('1795317600');
    expect(text).toContain('a message in ');
  });

  test('a broken chain is not passed over', () => {
    const text = outline(
      buildAuditList({ incident: sampleIncident(), records: [record(7), record(8, false)], titles }),
    );

    expect(text).toContain('⚠️ 1 entry (#8) does not fit');
  });
});
