import { describe, expect, test } from '@jest/globals';
import type { Incident } from '../../../src/incidents/incident.js';
import { silentLogger } from '../../../src/observability/logger.js';
import type { MessageContent } from '../../../src/slack/blocks/kit/block-kit.js';
import { findModalFor } from '../../../src/slack/commands/modal-for.js';
import { createInputHandler } from '../../../src/slack/handle-input.js';
import { ACTIONS } from '../../../src/slack/ids.js';
import { createSlackClient } from '../../../src/slack/web-client.js';
import type { UseCases } from '../../../src/workflows/use-cases.js';
import { click, command as commandIn } from '../inputs.js';
import { outline } from '../outline.js';
import { INCIDENT_ID, INVESTIGATION_ID, NOW, sampleIncident, sampleView } from '../sample-view.js';

const ALICE = { slackUserId: 'U0ALICE' };
const LATER = new Date(NOW.getTime() + 7_200_000);

/** What a use case was asked for, beside who asked. */
type Call = readonly [name: string, request: unknown];

function createHandler(changes: Partial<Incident> = {}, isNew = true) {
  const incident = sampleIncident(changes);
  const other = sampleIncident({ id: INCIDENT_ID, number: 7, title: 'Payments' });
  const calls: Call[] = [];
  const answers: MessageContent[] = [];
  const change = <R extends object>(name: string, more: R, after: Partial<Incident> = {}) => {
    return (by: unknown, request: unknown) => {
      expect(by).toEqual(ALICE);
      calls.push([name, request]);
      return Promise.resolve({ incident: { ...incident, ...after }, isNew, ...more });
    };
  };
  const useCases: Partial<UseCases> = {
    refreshHome: () => Promise.resolve(),
    listIncidents: () => Promise.resolve([incident]),
    findIncident: (number) =>
      Promise.resolve(number === incident.number ? incident : number === 7 ? other : undefined),
    readIncident: () =>
      Promise.resolve(
        sampleView({
          incident,
          roles: [
            {
              incidentId: INCIDENT_ID,
              role: 'scribe',
              slackUserId: ALICE.slackUserId,
              assignedBy: { kind: 'person', id: 'U0BOB' },
              assignedAt: NOW,
            },
          ],
        }),
      ),
    acknowledgeIncident: change('acknowledge', {}),
    assignRole: change('assign', { former: { slackUserId: 'U0CAROL' } }),
    unassignRole: change('unassign', { former: ALICE }),
    changeSeverity: change('severity', {}, { severity: 'sev3' }),
    changePriority: change(
      'priority',
      {},
      { impactOverride: { score: 80, reason: 'payroll', by: { kind: 'person', id: 'U0ALICE' }, at: NOW } },
    ),
    changePrivacy: change('private', {}, { isPrivate: true }),
    postStatus: change('status', {}, { updateDueAt: LATER }),
    addNote: change('note', {}),
    mitigateIncident: change('mitigate', {}),
    resolveIncident: change('resolve', { firing: ['CheckoutErrorsHigh'] }),
    reopenIncident: change('reopen', {}),
    mergeIncident: change('merge', { into: other }),
    splitIncident: change('split', { into: other, moved: 3 }),
    snoozeIncident: change('snooze', {}, { snoozedUntil: LATER }),
    proposeSilences: async () => ({
      proposed: 1,
      length: '2h',
      problems: ['The policy forbids the silence (<rule>).'],
      left: 4,
    }),
    giveFeedback: change('feedback', { former: null }),
  };
  const handle = createInputHandler({
    // What a test does not name is not called.
    useCases: useCases as UseCases,
    client: createSlackClient({ botToken: 'xoxb-none', log: silentLogger() }),
    tell: (_to, content) => {
      answers.push(content);
      return Promise.resolve(true);
    },
    log: silentLogger(),
  });
  return { handle, calls, answer: () => outline(answers[0] ?? { text: '', blocks: [] }) };
}

const command = (text: string) => commandIn(text, 'C0INCIDENTS');
const about = { incidentId: INCIDENT_ID, requestId: 't1' };
const BOB = { slackUserId: 'U0BOB' };

describe('commands that change an incident', () => {
  test.each<[string, Call[0], object, string]>([
    ['ack', 'acknowledge', {}, 'INC-12 is yours, <@U0ALICE>.'],
    [
      'assign 12 comms <@U0BOB|bob>',
      'assign',
      { role: 'communications', person: BOB },
      '<@U0BOB> is communications lead of INC-12 now, in place of <@U0CAROL>. They get instructions privately.',
    ],
    [
      'role <@U0BOB|bob s> as the ops',
      'assign',
      { role: 'operations', person: BOB },
      '<@U0BOB> is operations lead',
    ],
    ['lead me', 'assign', { role: 'commander', person: ALICE }, 'You are commander of INC-12 now'],
    ['assign INC-12 sme', 'assign', { role: 'expert', person: ALICE }, 'You are expert of INC-12 now'],
    ['unassign', 'unassign', { role: 'scribe' }, '<@U0ALICE> is not scribe of INC-12 any more.'],
    ['unassign 12 ic', 'unassign', { role: 'commander' }, 'is not commander of INC-12'],
    [
      'severity 12 sev3 because only tests',
      'severity',
      { severity: 'sev3', reason: 'only tests' },
      'INC-12 is sev3 now.',
    ],
    ['sev sev3', 'severity', { severity: 'sev3', reason: null }, 'INC-12 is sev3 now.'],
    ['sev 3 because of tests', 'severity', { severity: 'sev3', reason: 'tests' }, 'INC-12 is sev3 now.'],
    ['priority 12 80 because payroll', 'priority', { score: 80, reason: 'payroll' }, 'set to 80/100'],
    ['impact 80 because payroll', 'priority', { score: 80, reason: 'payroll' }, 'set to 80/100'],
    ['prio 12 80% payroll', 'priority', { score: 80, reason: 'payroll' }, 'set to 80/100'],
    ['private 12 on', 'private', { isPrivate: true, reason: null }, 'INC-12 is private: no language model'],
    ['private', 'private', { isPrivate: true, reason: null }, 'INC-12 is private: no language model'],
    [
      'privacy off because the customer agreed',
      'private',
      { isPrivate: false, reason: 'the customer agreed' },
      '',
    ],
    ['priority 12 auto', 'priority', { score: null, reason: '' }, ''],
    [
      'status 12 Rolling back <#C1|shop>, next in 30m',
      'status',
      { text: 'Rolling back #shop', nextInSeconds: 1800 },
      'Your update is in the thread of INC-12. The next one is due at <!date',
    ],
    ['update Better', 'status', { text: 'Better', nextInSeconds: null }, 'Your update is in the thread'],
    ['note 12 Cache emptied', 'note', { text: 'Cache emptied' }, 'Written on the timeline of INC-12.'],
    ['mitigate', 'mitigate', {}, 'INC-12 is mitigated.'],
    [
      'resolve 12 cause: a bad release, fix: rolled back',
      'resolve',
      { cause: 'a bad release', fix: 'rolled back' },
      'INC-12 is resolved. One alert still fires: CheckoutErrorsHigh.',
    ],
    ['resolve 12 because of DNS', 'resolve', { cause: 'DNS', fix: null }, 'INC-12 is resolved.'],
    [
      'resolve 12',
      'resolve',
      { cause: null, fix: null },
      'What it was can still be told: `/incident resolve 12 cause: …`.',
    ],
    ['reopen 12 because it is back', 'reopen', { reason: 'it is back' }, 'INC-12 is open again'],
    ['merge 12 into 7', 'merge', { intoId: INCIDENT_ID }, 'INC-12 is part of INC-7 now; go on there.'],
    [
      'split 12 payments',
      'split',
      { which: { named: 'payments' } },
      '3 alerts of INC-12 are INC-7 now; it has a thread of its own.',
    ],
    ['merge into INC-7', 'merge', { intoId: INCIDENT_ID }, 'INC-12 is part of INC-7 now'],
    [
      'snooze 12 2h because vendor',
      'snooze',
      { seconds: 7200, reason: 'vendor' },
      'INC-12 sleeps until <!date',
    ],
    [
      'snooze 12 2h silence, because vendor',
      'snooze',
      { seconds: 7200, reason: 'vendor' },
      'A silence of 2h at Alertmanager is proposed in the thread, for somebody to approve. The policy forbids the silence (&lt;rule&gt;). 4 more alerts fire: silence those in Alertmanager.',
    ],
    ['snooze for 30m', 'snooze', { seconds: 1800, reason: null }, 'INC-12 sleeps until'],
    ['snooze 12 off', 'snooze', { seconds: null, reason: null }, ''],
  ])('/incident %s', async (text, name, asked, answer) => {
    const handler = createHandler();
    await handler.handle(command(text));

    expect(handler.calls).toEqual([[name, { ...about, ...asked }]]);
    expect(handler.answer()).toContain(answer);
  });

  test.each([
    ['assign 12 janitor', '`janitor` is neither a role nor a person. Roles are commander, communications,'],
    ['assign 12 @bob', 'I cannot tell who `@bob` is.'],
    ['assign 12 scribe ops', 'One role and one person at a time'],
    ['severity 12 terrible', '`terrible` is not a severity.'],
    // The number is the incident's, although a severity could begin like it.
    ['severity 12 because of tests', '`because` is not a severity.'],
    ['priority 12 101 because x', '`101` is not a score; it is a whole number from 0 to 100.'],
    ['priority 12 80', 'Say why, because the reason is shown wherever the score is'],
    ['snooze 12 soon', 'For how long?'],
    ['resolve 12 it was DNS', 'write `/incident resolve 12 cause: it was DNS`'],
    ['merge 12 and 13 and 14', 'Say which incident becomes part of which'],
    // A lone number is an incident's: the form asks for the rest.
    ['sev 3', 'There is no INC-3'],
    ['status 12', 'How does it go?'],
    ['status 12 ok next in banana', '`banana` is no span of time, so nothing was posted.'],
    ['note 12', 'What shall be written down?'],
  ])('/incident %s is mended with one sentence', async (text, sentence) => {
    const handler = createHandler();
    await handler.handle(command(text));

    expect(handler.calls).toEqual([]);
    expect(handler.answer()).toContain(sentence);
  });

  test.each([
    ['assign 12 comms <@U0BOB>', '<@U0BOB> is communications lead of INC-12 already.'],
    ['severity 12 sev3', 'INC-12 is sev3 already.'],
    ['mitigate 12', 'INC-12 is mitigated already.'],
    ['resolve 12', 'INC-12 is resolved already.'],
    ['reopen 12', 'INC-12 is open already.'],
    ['merge 12 into 7', 'INC-12 is part of INC-7 already.'],
  ])('/incident %s says calmly that it is so already', async (text, sentence) => {
    const handler = createHandler({}, false);
    await handler.handle(command(text));

    expect(handler.answer()).toContain(sentence);
  });

  test('what somebody else has taken is said, with how to lead it', async () => {
    const handler = createHandler({ acknowledgedBy: { kind: 'person', id: 'U0BOB' } }, false);
    await handler.handle(command('ack'));

    expect(handler.answer()).toContain(
      '<@U0BOB> has INC-12 already. To lead it instead: `/incident assign 12 commander me`.',
    );
  });

  test('the timeline is told newest first, with the alerts of a storm in one line', async () => {
    const { buildTimelineList } = await import('../../../src/slack/blocks/answers/timeline-list.js');
    const entry = (id: number, kind: 'alert.firing' | 'role.assigned' | 'note', text: string) => ({
      id,
      incidentId: INCIDENT_ID,
      at: NOW,
      kind,
      actor: kind === 'note' ? ({ kind: 'person', id: 'U0BOB' } as const) : ({ kind: 'firewatch' } as const),
      text,
    });

    const list = buildTimelineList(
      sampleView({
        timeline: [
          entry(1, 'alert.firing', 'A joined'),
          entry(2, 'alert.firing', 'B joined'),
          entry(3, 'role.assigned', 'U0BOB is scribe now.'),
          entry(4, 'note', 'Ring U0BOB <!channel>'),
        ],
      }),
    );

    expect(outline(list)).toMatchInlineSnapshot(`
      "text: Timeline of INC-12, the newest first
      Timeline of INC-12, the newest first
        • {time}=2026-11-22 03:20 UTC Ring U0BOB <!channel> — <@U0BOB>
        • {time}=2026-11-22 03:20 UTC <@U0BOB> is scribe now.
        • {time}=2026-11-22 03:20 UTC 2 alerts joined, the last: B joined"
    `);
  });

  test.each([
    ['new', 'incident.new'],
    ['assign', 'incident.assign'],
    ['assign 12', 'incident.assign'],
    ['severity 12', 'incident.severity'],
    ['priority', 'incident.priority'],
    ['status 12', 'incident.update'],
    ['merge 12', 'incident.merge'],
    ['split 12', 'incident.split'],
    ['snooze', 'incident.snooze'],
    ['resolve', 'incident.resolve'],
    ['resolve 12', 'incident.resolve'],
    ['priority 80', 'incident.priority'],
  ])('/incident %s asks with a form', (text, name) => {
    expect(findModalFor(text)?.name).toBe(name);
  });

  test.each([
    'assign 12 me',
    'severity 12 sev1',
    'status ok',
    'merge 12 into 7',
    'snooze 2h',
    'resolve 12 cause: DNS',
    'note',
  ])('/incident %s needs no form', (text) => {
    expect(findModalFor(text)).toBeUndefined();
  });
});

describe('buttons that change an incident', () => {
  test('Acknowledge takes the incident', async () => {
    const handler = createHandler();
    await handler.handle(click(ACTIONS.acknowledge, INCIDENT_ID));

    expect(handler.calls).toEqual([['acknowledge', about]]);
    expect(handler.answer()).toContain('INC-12 is yours');
  });

  test.each([
    ['right', 'Thank you, it is noted.'],
    ['wrong', 'What was it? Tell the others with `/incident note 12 …`, or when INC-12 is resolved'],
  ])('feedback: %s', async (verdict, sentence) => {
    const handler = createHandler();
    await handler.handle(click(ACTIONS.feedback, `${verdict}:${INVESTIGATION_ID}`));

    expect(handler.calls).toEqual([
      ['feedback', { requestId: 't1', investigationId: INVESTIGATION_ID, verdict }],
    ]);
    expect(handler.answer()).toContain(sentence);
  });

  test.each([
    [ACTIONS.acknowledge, 'x'],
    [ACTIONS.feedback, 'maybe:x'],
    [ACTIONS.feedback, 'right:x'],
  ])('%s with a value that is not ours does nothing', async (actionId, value) => {
    const handler = createHandler();
    await handler.handle(click(actionId, value));

    expect(handler.calls).toEqual([]);
    expect(handler.answer()).toContain('nothing was done');
  });
});
