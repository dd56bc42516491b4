import { describe, expect, test } from '@jest/globals';
import { findBlockProblems } from '../../../demo/slack/block-kit/check-blocks.js';
import { buildHelp, buildHelpInFull } from '../../../src/slack/blocks/answers/help.js';
import { buildIncidentList } from '../../../src/slack/blocks/answers/incident-list.js';
import { buildNote } from '../../../src/slack/blocks/cards/note.js';
import { defineCommand } from '../../../src/slack/commands/command.js';
import { COMMANDS } from '../../../src/slack/commands/index.js';
import { sayPlainly } from '../../../src/slack/commands/say.js';
import { outline } from '../outline.js';
import { NOW, sampleIncident } from '../sample-view.js';

const ALICE = { kind: 'person', id: 'U0ALICE' } as const;

describe('buildIncidentList', () => {
  test('keeps the order, and says who has each or until when it sleeps', () => {
    const incidents = [
      sampleIncident({ impactOverride: { score: 95, reason: 'Sale', by: ALICE, at: NOW } }),
      sampleIncident({
        number: 13,
        severity: 'sev2',
        title: 'Search is slow',
        status: 'mitigated',
        acknowledgedBy: ALICE,
      }),
      sampleIncident({ number: 14, severity: 'sev3', title: 'Disk', impact: null, snoozedUntil: NOW }),
    ];

    expect(outline(buildIncidentList(incidents, { hasMore: false }))).toMatchInlineSnapshot(`
      "text: 3 unresolved incidents, by impact
      3 unresolved incidents, by impact
      🔴 INC-12 CheckoutErrorsHigh on checkout
      sev1 · impact 95 · since {time}=2026-11-22 03:12 UTC · nobody yet
      🔵 INC-13 Search is slow
      sev2 · impact 78 · mitigated · since {time}=2026-11-22 03:12 UTC · <@U0ALICE>
      🟡 INC-14 Disk
      sev3 · impact not known · since {time}=2026-11-22 03:12 UTC · snoozed until {time}=2026-11-22 03:20 UTC
        (\`/incident show 12\` shows one, \`/incident ack 12\` takes it; the number is that of the incident."
    `);
  });

  test('folds a long list', () => {
    const incidents = Array.from({ length: 8 }, (_, index) => sampleIncident({ number: 12 + index }));

    expect(
      outline(buildIncidentList(incidents, { hasMore: true }))
        .split('\n')
        .slice(-4),
    ).toEqual([
      '  (🔴 INC-18 CheckoutErrorsHigh on checkout · sev1',
      '  (🔴 INC-19 CheckoutErrorsHigh on checkout · sev1',
      '  (… and others, less severe.',
      '  (`/incident show 12` shows one, `/incident ack 12` takes it; the number is that of the incident.',
    ]);
  });

  test('says when all is quiet', () => {
    expect(outline(buildIncidentList([], { hasMore: false }))).toBe(
      'text: No unresolved incident.\n✅ No unresolved incident.\n  (`/incident list resolved` shows the last ones that are over.',
    );
  });
});

describe('buildHelp', () => {
  const run = () => Promise.resolve(sayPlainly(''));
  const severity = defineCommand({
    verb: 'severity',
    aliases: [],
    section: 'Work on it',
    forms: [
      ['severity [12] sev1 [because …]', 'how bad it is, sev1 to sev4; others see it'],
      ['severity [12] auto', 'as the alerts say: `auto`'],
    ],
    run,
  });
  const list = defineCommand({
    verb: 'list',
    aliases: [],
    section: 'See',
    forms: [['list', 'the worst first']],
    run,
  });

  test('is one short line per command, under what people want to do', () => {
    expect(outline(buildHelp([severity, list]))).toMatchInlineSnapshot(`
      "text: /incident severity | list
      Write /incident and one of these, with the number of the incident where more than one is open: /incident ack 12
      See
        • list the worst first
      Work on it
        • severity sev1 how bad it is, sev1 to sev4
        (Slack takes no commands inside a thread. There, mention Firewatch, with a colon before words of your own: \`@Firewatch note: the cache is empty\`. It knows which incident is meant.
      [Show every option] all"
    `);
  });

  test('has every form one click further', () => {
    expect(outline(buildHelpInFull([severity, list]))).toMatchInlineSnapshot(`
      "text: Every option of /incident
      Every option of /incident. What stands in [ ] may be left out; 12 is the number of an incident.
      See
        • list the worst first
      Work on it
        • severity [12] sev1 [because …] how bad it is, sev1 to sev4; others see it
        • severity [12] auto as the alerts say: auto"
    `);
  });

  test('shows every real command within what Slack takes, also in full', () => {
    const short = outline(buildHelp(COMMANDS));
    const full = outline(buildHelpInFull(COMMANDS));

    expect(COMMANDS.filter(({ verb }) => !new RegExp(`• ${verb}\\b`).test(short))).toEqual([]);
    expect(COMMANDS.flatMap(({ forms }) => forms).filter(([form]) => !full.includes(`• ${form} `))).toEqual(
      [],
    );
    expect(
      findBlockProblems(JSON.parse(JSON.stringify(buildHelpInFull(COMMANDS).blocks)), 'message'),
    ).toEqual([]);
  });

  test('goes on in a second block before one gets too long', () => {
    const forms = Array.from({ length: 60 }, () => ['ack [12]', 'x'.repeat(60)] as const);

    expect(outline(buildHelpInFull([{ ...severity, forms }]))).toContain('\nWork on it, continued\n');
  });
});

describe('buildNote', () => {
  test('is one line with its time and its author', () => {
    expect(outline(buildNote({ at: NOW, text: 'Approved: Roll back checkout.', actor: ALICE })))
      .toMatchInlineSnapshot(`
      "text: Approved: Roll back checkout.
        (<!date^1795317600^{time_secs}|2026-11-22 03:20 UTC> Approved: Roll back checkout. — <@U0ALICE>"
    `);
  });

  test.each([
    ['https://demo.slack.com/archives/C0INCIDENTS/p1700000000000100', true],
    ['https://demo.slack.com/archives/C0INCIDENTS/p1700000000000100?thread_ts=1.1&cid=C0INCIDENTS', true],
    ['https://evil.example/login', false],
    ['javascript:alert(1)//archives/C1/p1', false],
    ['https://demo.slack.com/archives/C1/p1|Click here>', false],
  ])('leads to a message of the workspace and nowhere else: %s', (link, isLinked) => {
    const note = outline(buildNote({ at: NOW, text: 'It was I.', actor: ALICE, link }));

    expect(note.includes(`<${link}|the message>`)).toBe(isLinked);
    expect(note.includes('the message')).toBe(isLinked);
  });
});
