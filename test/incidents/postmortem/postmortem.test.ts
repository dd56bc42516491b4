import { describe, expect, test } from '@jest/globals';
import { buildPostmortem } from '../../../src/incidents/postmortem/postmortem.js';
import type { PostmortemView } from '../../../src/incidents/postmortem/postmortem-view.js';
import { measureResponse } from '../../../src/incidents/response-times.js';
import type { TimelineEntry, TimelineKind } from '../../../src/incidents/timeline.js';
import { INCIDENT_ID, resolvedView, sampleIncident, sampleView } from '../../slack/sample-view.js';

const at = (time: string) => new Date(`2026-11-22T${time}Z`);
let id = 0;
const entry = (time: string, kind: TimelineKind, text: string): TimelineEntry => ({
  id: (id += 1),
  incidentId: INCIDENT_ID,
  at: at(time),
  kind,
  actor: { kind: 'person', id: 'U0ALICE' },
  text,
});

const TIMELINE = [
  entry('03:13:10', 'incident.opened', 'Opened by CheckoutErrorsHigh.'),
  entry('03:13:13', 'evidence.gathered', 'Looked at 7 things; 4 of them stand out.'),
  entry('03:14:00', 'incident.acknowledged', 'Acknowledged.'),
  entry('03:14:30', 'question.answered', 'Asked “why?”, answered from what is stored.'),
  entry('03:15:00', 'proposal.approved', 'Approved: Roll back checkout to 2.4.0.'),
  entry('03:19:30', 'incident.resolved', 'Resolved.'),
];

function resolved(changes: Partial<PostmortemView> = {}): PostmortemView {
  const view = resolvedView();
  return {
    ...view,
    incident: {
      ...view.incident,
      mitigatedAt: at('03:16:00'),
      confirmedCause: 'A null price in the voucher code.',
    },
    timeline: TIMELINE,
    feedback: { right: 2, wrong: 1 },
    roles: [
      {
        incidentId: INCIDENT_ID,
        role: 'commander',
        slackUserId: 'U0ALICE',
        assignedBy: { kind: 'firewatch' },
        assignedAt: at('03:14:00'),
      },
    ],
    ...changes,
  };
}

describe('buildPostmortem', () => {
  test('tells what is known and marks what people have to add', () => {
    const { filename, title, markdown } = buildPostmortem(resolved());

    expect(filename).toBe('inc-12-postmortem.md');
    expect(title).toBe('Postmortem INC-12: CheckoutErrorsHigh on checkout');
    expect(markdown.match(/^#+ .*/gm)).toEqual([
      '# Postmortem INC-12: CheckoutErrorsHigh on checkout',
      '## Summary',
      '## Impact',
      '## Timeline (UTC)',
      '## Cause',
      '## Evidence',
      '## What was done',
      '## What went well, what was slow',
      '## Open questions',
      '## Action items',
      '## Was the analysis right?',
    ]);
    expect(markdown).toContain('**As people confirmed it:** A null price in the voucher code.');
    expect(markdown).toContain('**As analysed by rules, 92 % sure:** release 2.4.1 of checkout');
    expect(markdown).toContain('Approved by @⁠U0ALICE at 03:15:00, 1 min 46 s after it was proposed.');
    expect(markdown).toContain('Ran at 03:15:01 for 11 s: succeeded.');
    expect(markdown).toContain('| Commander | @⁠U0ALICE |');
    expect(markdown).toContain('2 of 3 who judged it say that it was right.');
    expect(markdown).toContain('| **TODO** | Prevent it |  |  |');
  });

  test('has the timeline in UTC without chatter, the date where it changes', () => {
    const { markdown } = buildPostmortem(
      resolved({
        timeline: [
          ...TIMELINE,
          { ...entry('03:19:30', 'note', 'Next day.'), at: new Date('2026-11-23T08:00:00Z') },
        ],
      }),
    );

    expect(markdown).toContain('| 2026-11-22 03:12:04 | The trouble began. |  |');
    expect(markdown).toContain('| 03:13:13 | Looked at 7 things; 4 of them stand out. |');
    expect(markdown).toContain('| 2026-11-23 08:00:00 | Next day. |');
    expect(markdown).not.toContain('Asked “why?”');
  });

  test('is the same for the same record', () => {
    expect(buildPostmortem(resolved())).toEqual(buildPostmortem(resolved()));
  });

  test('names people where somebody knows their names', () => {
    const { markdown } = buildPostmortem(resolved(), { nameOf: () => 'Alice *A*' });

    expect(markdown).toContain('Approved by Alice \\*A\\*');
  });

  test('nothing of an alert, a model or a person comes to life', () => {
    const hostile = '[x](https://evil.example) <!channel> | # `';
    const view = resolved();
    const { markdown } = buildPostmortem({
      ...view,
      incident: { ...view.incident, title: hostile, confirmedCause: hostile },
      timeline: [entry('03:14:00', 'note', hostile)],
    });

    expect(markdown).not.toMatch(/\]\(https?:/);
    expect(markdown).not.toMatch(/(?<!\\)<!channel/);
    expect(markdown).not.toContain('https://evil');
  });

  test('an incident that just began still gives a draft', () => {
    const { markdown } = buildPostmortem(
      sampleView({
        analysis: null,
        evidence: [],
        proposals: [],
        alerts: [],
        incident: sampleIncident({ impact: null }),
      }),
    );

    expect(markdown).toContain('The cause is not known.');
    expect(markdown).toContain('No fix was proposed. **TODO**');
    expect(markdown).toContain('- Nobody acknowledged it.');
  });
});

describe('measureResponse', () => {
  test('measures each part and what it should take', () => {
    const times = new Map(
      measureResponse(resolved()).map(({ name, ms }) => [name, ms === null ? null : ms / 1000]),
    );

    expect(Object.fromEntries(times)).toEqual({
      detect: 66,
      acknowledge: 50,
      evidence: 3,
      decide: 106,
      mitigate: 236,
      resolve: 446,
    });
  });

  test('what took longer than expected is called slow, with its number', () => {
    const slow = resolved();
    const { markdown } = buildPostmortem({
      ...slow,
      timeline: TIMELINE.map((one) =>
        one.kind === 'incident.acknowledged' ? { ...one, at: at('03:33:10') } : one,
      ),
    });

    expect(markdown).toContain('Was slow:\n\n- 20 min until somebody took it.');
  });
});
