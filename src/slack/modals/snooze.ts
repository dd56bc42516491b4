/** The form that lets an incident sleep. */
import { describeSnoozed } from '../commands/lifecycle/snooze.js';
import { sayMrkdwn } from '../commands/say.js';
import { glue, paragraph } from '../blocks/kit/block-kit.js';
import { FORMS } from '../ids.js';
import { selectField, textField, textOf, type Choice } from './fields.js';
import { defineIncidentForm } from './incident-form.js';

const FIELDS = { time: 'time', reason: 'reason' } as const;
const WAKE = 'off';
const TIMES: readonly Choice[] = [
  { value: '1800', text: '30 minutes' },
  { value: '3600', text: '1 hour' },
  { value: '7200', text: '2 hours' },
  { value: '14400', text: '4 hours' },
  { value: '28800', text: '8 hours' },
  { value: '86400', text: '1 day' },
  { value: '259200', text: '3 days' },
  { value: '604800', text: '7 days' },
];

export const snoozeForm = defineIncidentForm({
  name: FORMS.snooze,
  title: 'Snooze',
  send: 'Snooze',
  build(incident) {
    const isAsleep = incident.snoozedUntil !== null;
    return [
      paragraph([
        glue(
          'It sinks in the list, nobody is reminded, and alerts that join ask for nobody. It wakes when its time is over, or when it gets worse.',
        ),
      ]),
      selectField({
        id: FIELDS.time,
        label: 'For how long?',
        choices: isAsleep ? [{ value: WAKE, text: 'Wake it now' }, ...TIMES] : TIMES,
        first: isAsleep ? WAKE : '7200',
      }),
      textField({ id: FIELDS.reason, label: 'Why?', isOptional: true, max: 300 }),
    ];
  },
  check: (values) => {
    const time = textOf(values, FIELDS.time);
    const isKnown = time === WAKE || TIMES.some(({ value }) => value === time);
    return isKnown ? {} : { [FIELDS.time]: 'Choose for how long.' };
  },
  async submit(about, { by, values, useCases }) {
    const time = textOf(values, FIELDS.time);
    const change = await useCases.snoozeIncident(by, {
      ...about,
      seconds: time === WAKE ? null : Number(time),
      reason: textOf(values, FIELDS.reason) || null,
    });
    return sayMrkdwn(describeSnoozed(change));
  },
});
