/** The form for a status update. */
import { roleTitle } from '../../incidents/roles.js';
import { glue, moment, mention, paragraph, plain } from '../blocks/kit/block-kit.js';
import { sayMrkdwn } from '../commands/say.js';
import { describeUpdate } from '../commands/lifecycle/status.js';
import { FORMS } from '../ids.js';
import { selectField, textField, textOf, type Choice } from './fields.js';
import { defineIncidentForm } from './incident-form.js';

const FIELDS = { text: 'text', next: 'next' } as const;
const MAX_TEXT = 1000;
const USUAL = 'usual';
const NEXT: readonly Choice[] = [
  { value: USUAL, text: 'As usual for its severity' },
  { value: '900', text: 'In 15 minutes' },
  { value: '1800', text: 'In 30 minutes' },
  { value: '3600', text: 'In 1 hour' },
  { value: '14400', text: 'In 4 hours' },
  { value: '86400', text: 'In 24 hours' },
];

export const statusUpdateForm = defineIncidentForm({
  name: FORMS.postUpdate,
  title: 'Status update',
  send: 'Post it',
  async build(incident, { by, text, useCases }) {
    const view = await useCases.readIncident(incident.id);
    const last = view?.timeline.findLast(({ kind }) => kind === 'status.updated');
    const lead = view?.roles.find(({ role }) => role === 'communications');
    const isOthers = lead !== undefined && lead.slackUserId !== by.slackUserId;
    return [
      ...(last
        ? [
            paragraph([
              glue('The last one, at '),
              moment(last.at, '{time}'),
              glue(': '),
              plain(last.text, 300),
            ]),
          ]
        : []),
      ...(isOthers
        ? [
            paragraph([
              mention(lead.slackUserId),
              glue(` is ${roleTitle('communications')}; agree with them.`),
            ]),
          ]
        : []),
      textField({
        id: FIELDS.text,
        label: 'How does it go?',
        isLong: true,
        max: MAX_TEXT,
        placeholder: 'Who is affected, what is being done, what comes next',
        first: text,
      }),
      selectField({ id: FIELDS.next, label: 'Next update', choices: NEXT, first: USUAL }),
    ];
  },
  check: (values) =>
    textOf(values, FIELDS.text) === '' ? { [FIELDS.text]: 'Say how it goes; “nothing new” is fine.' } : {},
  async submit(about, { by, values, useCases }) {
    const next = textOf(values, FIELDS.next);
    const isKnown = next !== USUAL && NEXT.some(({ value }) => value === next);
    const change = await useCases.postStatus(by, {
      ...about,
      text: textOf(values, FIELDS.text),
      nextInSeconds: isKnown ? Number(next) : null,
    });
    return sayMrkdwn(describeUpdate(change.incident));
  },
});
