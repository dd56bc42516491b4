import { describe, expect, test } from '@jest/globals';
import { briefSubject, type IncidentRole, type RoleAssignment } from '../../../src/incidents/roles.js';
import { buildRoleBrief } from '../../../src/slack/blocks/cards/role-brief.js';
import { buildStatusReminder, buildStatusUpdate } from '../../../src/slack/blocks/cards/status-update.js';
import { outline } from '../outline.js';
import { INCIDENT_ID, NOW, sampleIncident, sampleView } from '../sample-view.js';

const given = (role: IncidentRole, slackUserId: string, by = 'U0ALICE', at = NOW): RoleAssignment => ({
  incidentId: INCIDENT_ID,
  role,
  slackUserId,
  assignedBy: { kind: 'person', id: by },
  assignedAt: at,
});
const THREAD = { thread: 'https://shop.slack.com/archives/C0INCIDENTS/p1' };

describe('buildRoleBrief', () => {
  test('says what the role does in this incident now, where, and what is expected soon', () => {
    const mine = given('commander', 'U0BOB');
    const view = sampleView({ roles: [mine], incident: sampleIncident({ updateDueAt: NOW }) });

    expect(outline(buildRoleBrief(view, briefSubject(mine), THREAD)!)).toMatchInlineSnapshot(`
      "text: You are commander of INC-12.
      🔴 You are commander of INC-12: CheckoutErrorsHigh on checkout · sev1 · impact 78/100 · given to you by <@U0ALICE>
      You decide and you keep the overview; others do the work.
      What is going on: Since 03:12 41 % of payments at the checkout fail; browsing and the basket work.
      Likely cause, 92 % sure: release 2.4.1 of checkout answers 500 on every third payment
      Next status update: {time}=2026-11-22 03:20 UTC
      Where: <link>
      In the next 15 minutes
        • A fix waits for a decision: Roll back checkout to 2.4.0. See that it gets one.
        • Ask somebody to work on it: /incident assign 12 operations @name
        • Say how it goes, or ask somebody to: /incident status 12 …"
    `);
  });

  test.each<[IncidentRole, string]>([
    ['communications', 'Post a first update, even when little is known: /incident status 12 …'],
    ['scribe', 'Write down each decision with its reason: /incident note 12 …'],
    ['operations', 'Say in the thread what you change, before you change it.'],
    ['expert', 'Read the evidence in the thread; say what fits and what does not.'],
  ])('tells the %s what to do', (role, sentence) => {
    const mine = given(role, 'U0BOB', 'U0BOB');
    const brief = outline(buildRoleBrief(sampleView({ roles: [mine] }), briefSubject(mine))!);

    expect(brief).toContain(sentence);
    expect(brief).not.toContain('given to you by');
  });

  test('changes when the role has passed on, nobody has it, or it is over', () => {
    const mine = given('scribe', 'U0BOB');
    const subject = briefSubject(mine);
    const roles = [given('scribe', 'U0CAROL')];
    const said = (view: ReturnType<typeof sampleView>) => outline(buildRoleBrief(view, subject)!);

    expect(said(sampleView({ roles }))).toContain('<@U0CAROL> is scribe of INC-12 now. Thank you.');
    expect(said(sampleView({ roles: [] }))).toContain('You are not scribe of INC-12 any more. Thank you.');
    const over = sampleView({ roles: [mine], incident: sampleIncident({ status: 'resolved' }) });
    expect(said(over)).toContain('there is nothing left to do for its scribe');
    const merged = { ...over, mergedInto: { number: 7 } };
    expect(said(merged)).toContain('INC-12 is part of INC-7 now; nothing is left to do for its scribe.');
  });

  test('does not invent instructions for what it does not know', () => {
    expect(buildRoleBrief(sampleView(), 'janitor:U0BOB:1')).toBeUndefined();
  });
});

describe('status updates', () => {
  test('an update stands out and rings nobody', () => {
    const update = buildStatusUpdate(
      { at: NOW, text: 'Rolling back. <!channel>', actor: { kind: 'person', id: 'U0BOB' } },
      sampleView(),
    );

    expect(outline(update)).toMatchInlineSnapshot(`
      "text: INC-12: Rolling back. &lt;!channel&gt;
      Status update
      Rolling back. <!channel>
        (<@U0BOB> · <!date^1795317600^{time}|2026-11-22 03:20 UTC> · sev1, open"
    `);
  });

  test.each<[string, readonly RoleAssignment[], string]>([
    [
      'communications lead',
      [given('commander', 'U0BOB'), given('communications', 'U0CAROL')],
      '<@U0CAROL>, nobody',
    ],
    ['commander', [given('commander', 'U0BOB')], '<@U0BOB>, nobody has said'],
    ['nobody by name', [given('scribe', 'U0BOB')], '\nNobody has said'],
  ])('a reminder rings the %s', (_, roles, start) => {
    expect(outline(buildStatusReminder(sampleView({ roles })))).toContain(start);
  });
});
