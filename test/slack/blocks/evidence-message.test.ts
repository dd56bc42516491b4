import { describe, expect, test } from '@jest/globals';
import { buildEvidenceDetails } from '../../../src/slack/blocks/cards/evidence-details.js';
import { buildEvidenceMessage } from '../../../src/slack/blocks/cards/evidence-message.js';
import { buildIncidentCard } from '../../../src/slack/blocks/cards/incident-card.js';
import type { IncidentView } from '../../../src/workflows/reading/incident-view.js';
import { outline } from '../outline.js';
import {
  ANALYSIS,
  INCIDENT_ID,
  INVESTIGATION_ID,
  resolvedView,
  sampleEvidence,
  sampleView,
} from '../sample-view.js';
import { FORECAST_ROW, QUIET_FORECAST_ROW, similarRow } from '../recall-rows.js';
import { busyView } from './views.js';

const LOG_ROW = sampleEvidence('E8', {
  kind: 'log',
  statement:
    'checkout logs something new since 03:12:05 UTC: “voucher <num> rejected <!here>” (error), 312 times in 5 min, never in the 60 min before.',
  why: 'A line that a service never wrote before often names what broke.',
  source: 'loki',
  query: '{app="checkout"} |= "rejected"',
});
const TRACE_ROW = sampleEvidence('E9', {
  kind: 'trace',
  statement: 'web waits 1.2 s for checkout instead of 20 ms in 28 of 30 calls, as in trace 4bf92f3577b34da6.',
  why: 'Time that a service waits for another is spent in that one, or on the way to it.',
  source: 'traces',
  query: '{ resource.service.name = "web" }',
});
const messageOf = (changes: Partial<IncidentView> = {}) => outline(buildEvidenceMessage(sampleView(changes)));
const check = (id: string, runbook: string, holds: boolean) =>
  sampleEvidence(id, { kind: 'runbook', statement: `Check ${id}.`, data: { runbook, holds } });

describe('buildEvidenceMessage', () => {
  /** Everything below what stands out. */
  const rest = (observations: number, verdicts: string) => `What changed
  • checkout 2.4.1 was deployed at 03:11:48 by dana, 16 s before the errors began. (E5)
Runbook
  • Runbook “A release broke a service” fits: 3 of 3 checks hold. (E6)
Less likely, or ruled out
  • A slow payment provider: its latency is unchanged (ruled out by E2)
What to do next
  • Approve or reject “Roll back checkout to 2.4.0” in this thread.
  • Roll back checkout to 2.4.0.
  • Tell support that payments fail.
  (Under “Show more”: ${observations} observations, 2 queries.
  (Not seen: No log store is configured.
  (Not seen: The logs of checkout.
[Show more] ${INCIDENT_ID}
  (Is this analysis right? ${verdicts}
[Right] right:${INVESTIGATION_ID} [Wrong] wrong:${INVESTIGATION_ID}`;

  test('shows what stands out, what changed and what to do; the rest is one click away', () => {
    expect(messageOf())
      .toBe(`text: INC-12 evidence: checkout is the most likely origin (92 %); web (6 %) and mobile-api (2 %) only call it.
What stands out
  • checkout is the most likely origin (92 %); web (6 %) and mobile-api (2 %) only call it. (E4)
  • Failing share of checkout rose from 0.1 % to 41 % at 03:12:04. (E1)
  • Latency of checkout rose from 80 ms to 1.9 s (p95) at 03:12:10. (E3)
${rest(2, 'Nobody has said so far.')}`);
  });

  test('shows what a model concludes instead of each observation, and what others think of it', () => {
    expect(outline(buildEvidenceMessage(busyView())))
      .toBe(`text: INC-12 evidence: The errors began 16 s after the deployment.
Likely cause, 92 % sure: release 2.4.1 of checkout answers 500 on every third payment (E1, E5)
Why we think so
  • The errors began 16 s after the deployment. (E1, E5)
  • Nothing that checkout calls has changed. (E2, E7)
${rest(5, 'So far 2 say it is right, 1 says it is wrong.')}`);
  });

  test('marks what a model says and the data does not, and says how much was checked', () => {
    const report: typeof ANALYSIS.report = {
      ...ANALYSIS.report,
      hypotheses: [
        { cause: 'checkout', status: 'likely', why: 'its release', supports: ['E5'], contradicts: [] },
        {
          cause: 'payments',
          status: 'possible',
          why: 'it waits',
          supports: ['E3'],
          contradicts: ['E2', 'E7'],
        },
      ],
    };
    const analysis: typeof ANALYSIS = {
      ...ANALYSIS,
      by: 'model',
      model: 'm',
      report,
      verification: {
        statements: 8,
        verified: 3,
        dropped: 1,
        unverified: [
          { part: 'cause', notFound: ['500', 'every third'] },
          { part: 'claim', index: 1, notFound: ['<!channel>'] },
          { part: 'hypothesis', index: 1, notFound: ['77 %'] },
          { part: 'nextStep', index: 0, notFound: ['2.4.0'] },
        ],
      },
    };

    const text = messageOf({ analysis });
    expect(text).toContain(
      'every third payment (E1, E5) (unverified: 500, every third)\nWhy we think so\n  • The errors began 16 s after the deployment. (E1, E5)\n  • Nothing that checkout calls has changed. (E2, E7) (unverified: <!channel>)',
    );
    expect(text).toContain('  • payments: it waits (for E3; against E2, E7) (unverified: 77 %)');
    expect(text).not.toContain('  • checkout: its release');
    expect(text).toContain('  • Roll back checkout to 2.4.0. (unverified: 2.4.0)\n  • Tell support');
    expect(text).toContain(
      '3 of 8 statements checked against the data; what was not found is marked unverified; 1 statement without evidence left out.',
    );
    expect(outline(buildEvidenceDetails(sampleView({ analysis }), 1))).toContain('3 of 8 statements');
    expect(outline(buildIncidentCard(sampleView({ analysis })))).toContain('(unverified: 500, every third)');

    const all = { ...analysis, verification: { statements: 8, verified: 8, dropped: 0, unverified: [] } };
    expect(messageOf({ analysis: all })).toContain('(All 8 statements were checked against the data.');
    expect(messageOf({ analysis: { ...analysis, verification: null } })).not.toContain('statements');
  });

  test('shows the strongest of what signals, logs and traces say before more signals; the details have its query', () => {
    const { evidence } = sampleView();
    const view = sampleView({ evidence: [...evidence, LOG_ROW, TRACE_ROW] });

    const short = outline(buildEvidenceMessage(view));
    expect(short.slice(short.indexOf('What stands out'), short.indexOf('What changed'))).toBe(`What stands out
  • checkout is the most likely origin (92 %); web (6 %) and mobile-api (2 %) only call it. (E4)
  • Failing share of checkout rose from 0.1 % to 41 % at 03:12:04. (E1)
  • checkout logs something new since 03:12:05 UTC: “voucher <num> rejected <!here>” (error), 312 times in 5 min, never in the 60 min before. (E8)
  • web waits 1.2 s for checkout instead of 20 ms in 28 of 30 calls, as in trace 4bf92f3577b34da6. (E9)
`);

    const details = outline(buildEvidenceDetails(view, 1));
    expect(details).toContain('E8 checkout logs something new');
    expect(details).toContain('Latency of checkout rose');
    expect(details).toContain('{app="checkout"} |= "rejected"');
    expect(details).toContain('{ resource.service.name = "web" }');
  });

  test('does not say again what the ranking gave as its reason', () => {
    const { evidence } = sampleView();
    const repeated = evidence.map((row) =>
      row.kind === 'ranking'
        ? {
            ...row,
            statement:
              'It began in checkout: its failing share rose from 0.1 % to 41 % at 03:12:04; web waits.',
          }
        : row,
    );

    const short = messageOf({ evidence: repeated });
    expect(short.slice(short.indexOf('What stands out'), short.indexOf('What changed'))).toBe(`What stands out
  • It began in checkout: its failing share rose from 0.1 % to 41 % at 03:12:04; web waits. (E4)
  • Latency of checkout rose from 80 ms to 1.9 s (p95) at 03:12:10. (E3)
`);
    expect(outline(buildEvidenceDetails(sampleView({ evidence: repeated }), 1))).toContain(
      'E1 Failing share',
    );
  });

  test('shows what the suspect logs itself before what its callers say of it', () => {
    const { evidence } = sampleView();
    const complaint = { ...LOG_ROW, id: 'E7', statement: 'web complains of checkout.', data: { log: 'web' } };
    const own = { ...LOG_ROW, statement: 'checkout names what broke.', data: { log: 'checkout' } };

    const short = outline(buildEvidenceMessage(sampleView({ evidence: [...evidence, complaint, own] })));
    expect(short).toContain('checkout names what broke.');
    expect(short).not.toContain('web complains of checkout.');
  });

  test('shows what runs out, and past incidents with the way to them, in few lines of their own', () => {
    const { evidence } = sampleView();
    const rows = [
      FORECAST_ROW,
      QUIET_FORECAST_ROW,
      similarRow('E12', 7),
      similarRow('E13', 5, { cause: null, fix: null, thread: null }),
      similarRow('E14', 3),
      { ...similarRow('E15', 2), statement: 'Nothing found for past incidents.', data: null },
    ];
    const view = sampleView({ evidence: [...evidence, ...rows] });
    const message = buildEvidenceMessage(view, (channel, ts) => `https://slack.test/${channel}/${ts}`);
    const short = outline(message);

    expect(short).toContain(`What runs out
  • Disk of orders-db will reach its limit of 100 % at about 04:19 UTC (in 59 min; 55 min to 63 min) if it goes on like this: it is at 84 % and rises by 16 % an hour since 01:21 UTC. (E10)
What changed
`);
    expect(short).toContain(`Seen before
  • <link>, {ago}=2026-11-01 03:00 UTC: A null price; it ended with: Roll back checkout (E12)
  • INC-5, {ago}=2026-11-01 03:00 UTC: same alert CheckoutErrorsHigh, seen in 2 of 40 past incidents (E13)
`);
    expect(JSON.stringify(message)).toContain(
      '{"type":"link","url":"https://slack.test/C0INCIDENTS/1793500000.000100","text":"INC-7"}',
    );
    expect(short).toContain('3 observations, 1 past incident, 4 queries.');
    expect(outline(buildEvidenceMessage(view))).toContain('  • INC-7, {ago}=');

    const details = outline(buildEvidenceDetails(view, 1));
    expect(details.slice(details.indexOf('What runs out'))).toMatch(
      /^What runs out\n  • E10 Disk of orders-db[^\n]+\nAs usual\n/,
    );
    expect(details).toContain('E11 Not running out within a day');
    expect(details).toMatch(/Seen before\n  • E12 Like INC-7 .+\n  • E13 Like INC-5 .+\n  • E14 Like INC-3 /);
  });

  test('what runs out stands out by itself', () => {
    const text = messageOf({ evidence: [FORECAST_ROW] });

    expect(text).toContain('text: INC-12 evidence: Disk of orders-db will reach its limit');
    expect(text).not.toContain('Nothing stands out');
  });

  test('says when nothing could be observed', () => {
    const report = { ...ANALYSIS.report, hypotheses: [], nextSteps: [], missing: [] };

    expect(
      messageOf({ evidence: [], analysis: { ...ANALYSIS, report }, gaps: ['Prometheus did not answer.'] }),
    ).toMatchInlineSnapshot(`
      "text: INC-12 evidence: nothing stands out
      Nothing could be observed
      What to do next
        • Approve or reject “Roll back checkout to 2.4.0” in this thread.
        (Not seen: Prometheus did not answer.
      [Show more] 11111111-1111-4111-8111-111111111111
        (Is this analysis right? Nobody has said so far.
      [Right] right:55555555-5555-4555-8555-555555555555 [Wrong] wrong:55555555-5555-4555-8555-555555555555"
    `);
  });

  test('counts a check that was asked again once, as it was answered last', () => {
    const again = (id: string, name: string, holds: boolean, service = 'checkout') =>
      sampleEvidence(id, {
        kind: 'runbook',
        service,
        statement: `Check ${id}.`,
        data: { runbook: 'bad-release', check: name, holds, judged: 2 },
      });
    const first = [again('E1', 'errors', true), again('E2', 'latency', true)];
    const second = [again('E3', 'errors', true), again('E4', 'latency', false)];
    const elsewhere = [again('E5', 'errors', true, 'web'), again('E6', 'latency', true, 'web')];

    expect(messageOf({ evidence: [...first, ...second] })).toContain(
      'bad-release: 1 of 2 checks holds (E3, E4)',
    );
    const both = messageOf({ evidence: [...first, ...second, ...elsewhere] });
    expect(both).toContain('bad-release: fits, 2 of 2 checks hold (E5, E6)');
    expect(both).not.toContain('1 of 2');
  });

  test('sums up the checks of a runbook, the one that fits first', () => {
    const evidence = [
      check('E1', 'memory-leak', false),
      check('E2', 'memory-leak', true),
      check('E3', 'bad-release', true),
      check('E4', 'bad-release', true),
    ];

    expect(messageOf({ evidence })).toContain(
      [
        'Runbook',
        '  • bad-release: fits, 2 of 2 checks hold (E3, E4)',
        '  • memory-leak: 1 of 2 checks holds (E1, E2)',
      ].join('\n'),
    );
  });

  test('keeps yesterday’s advice to itself once somebody has decided', () => {
    expect(outline(buildEvidenceMessage(resolvedView()))).not.toContain('What to do next');
  });

  test('does not ask for a decision that has been made, or is not needed any more', () => {
    const wanted = 'Approve or reject';
    const view = sampleView();
    const [pending] = view.proposals;
    const decided = { ...pending!, proposal: { ...pending!.proposal, status: 'rejected' as const } };

    expect(messageOf()).toContain(`${wanted} “Roll back checkout to 2.4.0” in this thread.`);
    expect(messageOf({ proposals: [decided] })).not.toContain(wanted);
    expect(messageOf({ incident: { ...view.incident, status: 'resolved' } })).not.toContain(wanted);
  });

  test('says a gap once, however it is put', () => {
    const gap = `12 queries failed: “${'x'.repeat(200)}”`;
    const report = { ...ANALYSIS.report, missing: [`${gap.slice(0, 150)}…`] };
    const message = messageOf({ gaps: [gap], analysis: { ...ANALYSIS, report } });

    expect(message.match(/Not seen/g)).toHaveLength(1);
  });

  test('has no verdict to give before there is an analysis', () => {
    expect(messageOf({ analysis: null, investigationId: null })).not.toContain('Is this analysis right?');
  });
});
