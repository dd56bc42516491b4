/** The form that makes one incident part of another. */
import { incidentLabel } from '../../incidents/incident.js';
import { UserInputError } from '../../shared/errors.js';
import { isId, type IncidentId } from '../../shared/ids.js';
import { glue, paragraph } from '../blocks/kit/block-kit.js';
import { describeMerged } from '../commands/lifecycle/merge.js';
import { sayPlainly } from '../commands/say.js';
import { FORMS, OTHER_VERSION } from '../ids.js';
import { selectField, textOf } from './fields.js';
import { defineIncidentForm } from './incident-form.js';

const FIELDS = { target: 'target' } as const;

export const mergeForm = defineIncidentForm({
  name: FORMS.merge,
  title: 'Merge',
  send: 'Merge',
  async build(incident, { useCases }) {
    const others = (await useCases.suggestIncidents('')).filter(({ id }) => id !== incident.id);
    if (others.length === 0)
      return {
        instead: [paragraph([glue('There is no other open incident that it could become part of.')])],
      };
    return [
      paragraph([
        glue(
          `${incidentLabel(incident)} becomes part of the other incident: its alerts go there, and it is resolved. That cannot be turned around.`,
        ),
      ]),
      selectField({
        id: FIELDS.target,
        label: 'Part of which incident?',
        choices: others.map((other) => ({
          value: other.id,
          text: `${incidentLabel(other)} ${other.title}`,
        })),
      }),
    ];
  },
  check: (values) =>
    isId(textOf(values, FIELDS.target)) ? {} : { [FIELDS.target]: 'Choose the incident that it belongs to.' },
  async submit(about, { by, values, useCases }) {
    const intoId = textOf(values, FIELDS.target);
    if (!isId(intoId)) throw new UserInputError(OTHER_VERSION);
    const change = await useCases.mergeIncident(by, { ...about, intoId: intoId as IncidentId });
    return sayPlainly(describeMerged(change));
  },
});
