/** The form that makes one incident part of another. */
import { incidentLabel } from '../../incidents/incident.js';
import { UserInputError } from '../../shared/errors.js';
import { isId, type IncidentId } from '../../shared/ids.js';
import { glue, paragraph } from '../blocks/block-kit.js';
import { describeMerged } from '../commands/merge.js';
import { sayPlainly } from '../commands/say.js';
import { OTHER_VERSION, PICKERS } from '../ids.js';
import { plainText, textOf } from './fields.js';
import { defineModal } from './modal.js';
import { headingOf, incidentIdOf, incidentOf } from './subject.js';

const FIELDS = { target: 'target' } as const;

export const mergeForm = defineModal({
  name: 'incident.merge',
  title: 'Merge',
  build(request) {
    const incident = incidentOf(request);
    return Promise.resolve({
      title: 'Merge',
      submit: 'Merge',
      blocks: [
        headingOf(incident),
        paragraph([
          glue(
            `${incidentLabel(incident)} becomes part of the other incident: its alerts go there, and it is resolved. That cannot be turned around.`,
          ),
        ]),
        {
          type: 'input',
          block_id: FIELDS.target,
          label: plainText('Part of which incident?'),
          element: { type: 'external_select', action_id: PICKERS.incident, min_query_length: 0 },
        },
      ],
    });
  },
  check: (values) =>
    isId(textOf(values, FIELDS.target)) ? {} : { [FIELDS.target]: 'Choose the incident that it belongs to.' },
  async submit({ by, requestId, values, metadata, useCases }) {
    const intoId = textOf(values, FIELDS.target);
    if (!isId(intoId)) throw new UserInputError(OTHER_VERSION);
    const change = await useCases.mergeIncident(by, {
      incidentId: incidentIdOf(metadata),
      intoId: intoId as IncidentId,
      requestId,
    });
    return sayPlainly(describeMerged(change));
  },
});
