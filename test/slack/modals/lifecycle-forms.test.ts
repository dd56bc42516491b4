import { describe, expect, test } from '@jest/globals';
import { checkView } from '../../../demo/slack/block-kit/check-view.js';
import type { Json } from '../../../demo/slack/workspace/model.js';
import { assignForm } from '../../../src/slack/modals/assign.js';
import { mergeForm } from '../../../src/slack/modals/merge.js';
import { splitForm } from '../../../src/slack/modals/split.js';
import type { Modal, ModalValues } from '../../../src/slack/modals/modal.js';
import { buildFormView } from '../../../src/slack/modals/modal-view.js';
import { priorityForm } from '../../../src/slack/modals/priority.js';
import { resolveForm } from '../../../src/slack/modals/resolve.js';
import { severityForm } from '../../../src/slack/modals/severity.js';
import { snoozeForm } from '../../../src/slack/modals/snooze.js';
import { statusUpdateForm } from '../../../src/slack/modals/status-update.js';
import type { Incident } from '../../../src/incidents/incident.js';
import type { IncidentId } from '../../../src/shared/ids.js';
import type { IncidentView } from '../../../src/workflows/reading/incident-view.js';
import type { UseCases } from '../../../src/workflows/use-cases.js';
import { worstView } from '../blocks/views.js';
import { outline } from '../outline.js';
import { INCIDENT_ID, INVESTIGATION_ID, sampleAlert, sampleIncident, sampleView } from '../sample-view.js';

const BY = { slackUserId: 'U0ALICE' };
/** Of the analysis before the shown one. */
const OLDER = '77777777-7777-4777-8777-777777777777';
const METADATA = { incidentId: INCIDENT_ID };
const FORMS = [
  assignForm,
  mergeForm,
  priorityForm,
  resolveForm,
  severityForm,
  snoozeForm,
  splitForm,
  statusUpdateForm,
];

const OTHER_ID = '22222222-2222-4222-8222-222222222222' as IncidentId;
const OTHERS = [sampleIncident({ id: OTHER_ID, number: 7, title: 'Payments are slow' })];

function useCasesOf(
  view: IncidentView,
  calls: unknown[] = [],
  others: readonly Incident[] = OTHERS,
): UseCases {
  const change = (more: object) => (_by: unknown, request: unknown) => {
    calls.push(request);
    return Promise.resolve({ incident: view.incident, isNew: true, ...more });
  };
  const useCases: { readonly [name in keyof UseCases]?: unknown } = {
    readIncident: () => Promise.resolve(view),
    suggestIncidents: () => Promise.resolve([view.incident, ...others]),
    resolveIncident: change({ firing: [] }),
    assignRole: change({ former: null }),
    changeSeverity: change({}),
    changePriority: change({}),
    postStatus: change({}),
    snoozeIncident: change({}),
    mergeIncident: change({ into: sampleIncident({ number: 7 }) }),
    splitIncident: change({ into: sampleIncident({ number: 7 }), moved: 2 }),
  };
  // What a test does not name is not called.
  return useCases as UseCases;
}

const build = (form: Modal, view: IncidentView, text = '') =>
  form.build({ by: BY, incident: view.incident, metadata: METADATA, text, useCases: useCasesOf(view) });

async function submit(form: Modal, values: ModalValues, view = sampleView()) {
  const calls: unknown[] = [];
  expect(form.check(values)).toEqual({});
  const answer = await form.submit({
    by: BY,
    requestId: 'v1',
    values,
    metadata: METADATA,
    useCases: useCasesOf(view, calls),
  });
  return { calls, answer: outline(answer) };
}

describe('the form that merges', () => {
  const shown = async (others: readonly Incident[]) => {
    const { incident } = sampleView();
    const useCases = useCasesOf(sampleView(), [], others);
    const content = await mergeForm.build({ by: BY, incident, metadata: METADATA, text: '', useCases });
    return { ...content, json: JSON.stringify(content.blocks) };
  };

  test('offers the others, never the incident itself', async () => {
    const { json } = await shown(OTHERS);

    expect(json).toContain('INC-7 Payments are slow');
    expect(json).not.toContain(`"value":"${INCIDENT_ID}"`);
  });

  test('says so when there is no other', async () => {
    const { json, submit } = await shown([]);

    expect(json).toContain('There is no other open incident');
    expect(submit).toBeNull();
  });
});

describe('forms about an incident', () => {
  test.each(FORMS.map((form) => [form.name, form] as const))('%s is taken by Slack', async (_, form) => {
    for (const view of [sampleView(), worstView()]) {
      const content = await build(form, view, 'x'.repeat(5000));

      const shown = buildFormView(form, 'm1', METADATA, content);
      expect(() => checkView(JSON.parse(JSON.stringify(shown)) as Json)).not.toThrow();
    }
  });

  test.each(FORMS.map((form) => [form.name, form] as const))(
    '%s says so when no incident is meant, or it is another version’s',
    async (_, form) => {
      const useCases = useCasesOf(sampleView());
      const opened = async () => form.build({ by: BY, incident: null, metadata: {}, text: '', useCases });

      await expect(opened()).rejects.toThrow('Say which incident is meant');
    },
  );

  test.each(FORMS.map((form) => [form.name, form] as const))(
    '%s names the incident before anything else',
    async (_, form) => {
      const [first] = (await build(form, sampleView())).blocks;

      expect(JSON.stringify(first)).toContain('"INC-12"');
    },
  );

  test('resolving offers the analysed cause first, then the other suspects', async () => {
    const { blocks } = await build(resolveForm, sampleView());

    const cause = blocks.find((block) => 'block_id' in block && block.block_id === 'cause');
    const radio =
      cause?.type === 'input' && cause.element.type === 'radio_buttons' ? cause.element : undefined;
    expect(radio?.options.map(({ text }) => text.text)).toEqual([
      'release 2.4.1 of checkout answers 500 on every third payment',
      'It began in payments',
      'Something else (say what below)',
      'Nobody knows',
    ]);
    expect(radio?.initial_option?.value).toBe(`analysis:${INVESTIGATION_ID}`);
    expect(JSON.stringify(blocks)).toContain('Still firing: ');
  });

  test('of a long cause, its first sentence can be chosen, not the beginning of its second', async () => {
    const view = sampleView();
    const { analysis } = view;
    const cause = analysis?.report.cause;
    if (!analysis || !cause) throw new Error('The sample has a cause.');
    const mechanism =
      'The release of checkout that went out last fails in its own code. Its failing share rose to 33 %.';
    const long = {
      ...view,
      analysis: { ...analysis, report: { ...analysis.report, cause: { ...cause, mechanism } } },
    };

    expect(JSON.stringify((await build(resolveForm, long)).blocks)).toContain(
      '"The release of checkout that went out last fails in its own code."',
    );
  });

  test('nothing is said of alerts when none fires', async () => {
    const view = sampleView({ alerts: [sampleAlert({ status: 'resolved' })] });

    expect(JSON.stringify((await build(resolveForm, view)).blocks)).not.toContain('Still firing');
  });

  test.each<[string, ModalValues, string | null, object]>([
    [
      'the analysis',
      { cause: `analysis:${INVESTIGATION_ID}` },
      'release 2.4.1 of checkout answers 500 on every third payment',
      { origin: { service: 'checkout', investigationId: INVESTIGATION_ID } },
    ],
    [
      'the analysis and more',
      { cause: `analysis:${INVESTIGATION_ID}`, other: 'found by Dana' },
      'release 2.4.1 of checkout answers 500 on every third payment; found by Dana',
      { origin: { service: 'checkout', investigationId: INVESTIGATION_ID } },
    ],
    [
      'a suspect',
      { cause: 'suspect:payments' },
      'it began in payments',
      { origin: { service: 'payments', investigationId: null } },
    ],
    ['something else', { cause: 'other', other: 'DNS' }, 'DNS', {}],
    [
      'another service',
      { cause: 'other', service: 'search' },
      'it began in search',
      { origin: { service: 'search', investigationId: null } },
    ],
    [
      'another service and words',
      { cause: 'other', service: 'search', other: 'a full disk' },
      'it began in search; a full disk',
      { origin: { service: 'search', investigationId: null } },
    ],
    ['nobody knows', { cause: 'unknown' }, null, { origin: null }],
  ])('resolving tells the cause: %s', async (_, values, cause, origin) => {
    const { calls, answer } = await submit(resolveForm, { ...values, fix: 'rolled back' });

    expect(calls).toEqual([
      { incidentId: INCIDENT_ID, requestId: 'v1', cause, fix: 'rolled back', ...origin },
    ]);
    expect(answer).toBe('text: INC-12 is resolved.');
  });

  test('the cause is the one that was shown, though a newer analysis says something else by now', async () => {
    const calls: unknown[] = [];
    const asked: unknown[] = [];
    const useCases: UseCases = {
      ...useCasesOf(sampleView(), calls),
      readIncident: (_id, options) => {
        asked.push(options);
        return Promise.resolve(sampleView());
      },
    };
    const values = { cause: `analysis:${OLDER}`, other: null, fix: null };

    const answer = resolveForm.submit({ by: BY, requestId: 'v1', values, metadata: METADATA, useCases });

    // What it may not have been is not confirmed.
    await expect(answer).rejects.toThrow('The analysis you chose is not there any more');
    expect(asked).toEqual([{ investigationId: OLDER }]);
    expect(calls).toEqual([]);
  });

  test('the other forms do what the commands do', async () => {
    const about = { incidentId: INCIDENT_ID, requestId: 'v1' };
    const other = '99999999-9999-4999-8999-999999999999';

    const asked = [
      await submit(assignForm, { role: 'scribe', person: 'U0BOB' }),
      await submit(severityForm, { severity: 'sev3', reason: null }),
      await submit(priorityForm, { score: '80', reason: 'payroll' }),
      await submit(priorityForm, { score: null, reason: null }),
      await submit(statusUpdateForm, { text: 'Better', next: '900' }),
      await submit(statusUpdateForm, { text: 'Better', next: 'usual' }),
      // Another version may have offered other times.
      await submit(statusUpdateForm, { text: 'Better', next: 'tomorrow' }),
      await submit(snoozeForm, { time: '7200', reason: 'vendor' }),
      await submit(snoozeForm, { time: 'off', reason: null }),
      await submit(mergeForm, { target: other }),
      await submit(splitForm, { alerts: [other] }),
    ];

    expect(asked.flatMap(({ calls }) => calls)).toEqual([
      { ...about, role: 'scribe', person: { slackUserId: 'U0BOB' } },
      { ...about, severity: 'sev3', reason: null },
      { ...about, score: 80, reason: 'payroll' },
      { ...about, score: null, reason: '' },
      { ...about, text: 'Better', nextInSeconds: 900 },
      { ...about, text: 'Better', nextInSeconds: null },
      { ...about, text: 'Better', nextInSeconds: null },
      { ...about, seconds: 7200, reason: 'vendor' },
      { ...about, seconds: null, reason: null },
      { ...about, intoId: other },
      { ...about, which: { alertIds: [other] } },
    ]);
  });

  test.each<[string, Modal, ModalValues, string, string]>([
    ['a role', assignForm, { role: null, person: 'U0BOB' }, 'role', 'Choose a role.'],
    ['a person', assignForm, { role: 'scribe', person: 'bob' }, 'person', 'Choose a person.'],
    ['a severity', severityForm, { severity: 'bad' }, 'severity', 'Choose a severity.'],
    [
      'a score',
      priorityForm,
      { score: '101', reason: 'x' },
      'score',
      'A whole number from 0 to 100, or nothing.',
    ],
    ['a reason', priorityForm, { score: '80', reason: ' ' }, 'reason', 'Say why'],
    ['an update', statusUpdateForm, { text: ' ', next: 'usual' }, 'text', 'Say how it goes'],
    ['a cause', resolveForm, { cause: 'other', other: null }, 'other', 'Say what it was'],
    ['one origin', resolveForm, { cause: 'suspect:payments', service: 'search' }, 'service', 'Only for'],
    ['a time', snoozeForm, { time: '1' }, 'time', 'Choose for how long.'],
    ['alerts', splitForm, { alerts: [] }, 'alerts', 'Choose at least one.'],
    ['a target', mergeForm, { target: null }, 'target', 'Choose the incident that it belongs to.'],
  ])('%s that is missing is asked for under its field', (_, form, values, field, sentence) => {
    expect(form.check(values)[field]).toContain(sentence);
  });
});
