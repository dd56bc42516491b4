/** The form that takes alerts out of an incident: each kind of alert with why it is there. */
import { serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import { isId } from '../../shared/ids.js';
import { glue, paragraph } from '../blocks/kit/block-kit.js';
import { count } from '../blocks/kit/words.js';
import { describeSplit } from '../commands/lifecycle/split.js';
import { sayPlainly } from '../commands/say.js';
import { FORMS } from '../ids.js';
import { choicesField, choicesOf, type Choice } from './fields.js';
import { defineIncidentForm } from './incident-form.js';

const FIELDS = { alerts: 'alerts' } as const;

export const splitForm = defineIncidentForm({
  name: FORMS.split,
  title: 'Split',
  send: 'Split',
  async build(incident, { useCases }) {
    const view = await useCases.readIncident(incident.id);
    const choices = kindsOf(view?.alerts ?? []);
    if (choices.length < 2)
      return {
        instead: [paragraph([glue('It has one kind of alert only: there is nothing to take apart.')])],
      };
    return [
      paragraph([
        glue(
          'The alerts that you choose get an incident and a thread of their own, and do not come back by themselves. To turn it around, merge the two.',
        ),
      ]),
      choicesField({ id: FIELDS.alerts, label: 'Which alerts are about something else?', choices }),
    ];
  },
  check: (values) =>
    choicesOf(values, FIELDS.alerts).some(isId) ? {} : { [FIELDS.alerts]: 'Choose at least one.' },
  async submit(about, { by, values, useCases }) {
    const alertIds = choicesOf(values, FIELDS.alerts).filter(isId);
    return sayPlainly(describeSplit(await useCases.splitIncident(by, { ...about, which: { alertIds } })));
  },
});

/** One choice for each name and service; an alert's id stands for all of them. What fires comes first. */
function kindsOf(alerts: readonly StoredAlert[]): readonly Choice[] {
  const kinds = new Map<string, StoredAlert[]>();
  for (const alert of alerts) {
    const service = serviceOfAlert(alert.labels);
    const title = service === null ? alert.name : `${alert.name} for ${service}`;
    kinds.set(title, [...(kinds.get(title) ?? []), alert]);
  }
  return [...kinds]
    .map(([title, members]) => {
      const firing = members.filter(({ status }) => status === 'firing').length;
      const many = members.length === 1 ? '' : ` (${count(members.length, 'alert')})`;
      const reason = members.find(({ groupingReason }) => groupingReason)?.groupingReason;
      return {
        firing,
        choice: {
          value: members[0]?.id ?? '',
          text: `${title}${many}`,
          description: `${firing === 0 ? 'ended; ' : ''}${reason ?? 'here from the beginning'}`,
        },
      };
    })
    .toSorted((a, b) => Number(b.firing > 0) - Number(a.firing > 0))
    .map(({ choice }) => choice);
}
