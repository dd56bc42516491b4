/** Asks whose timeline a message goes on, when the message is in no incident's thread. */
import { incidentLabel, type Incident } from '../../incidents/incident.js';
import { UserInputError } from '../../shared/errors.js';
import { isId, type IncidentId } from '../../shared/ids.js';
import { italic, paragraph } from '../blocks/kit/block-kit.js';
import { sayPlainly } from '../commands/say.js';
import { FORMS, OTHER_VERSION, PICKERS } from '../ids.js';
import { parseMessageRef } from '../message-ref.js';
import { plainText } from './fields.js';
import { defineModal, type ModalContent } from './modal.js';

const BLOCKS = { incident: 'incident' } as const;
const MAX_TEXT = 1000;

export const timelineForm = defineModal({
  name: FORMS.addToTimeline,
  title: 'Add to a timeline',
  isAboutIncident: false,
  build: ({ text }) => Promise.resolve(buildTimelineForm(text)),
  check: ({ [BLOCKS.incident]: incident }) =>
    typeof incident === 'string' && isId(incident) ? {} : { [BLOCKS.incident]: 'Choose an incident.' },
  async submit({ by, values, metadata, useCases }) {
    const ref = parseMessageRef(metadata.subject);
    const { [BLOCKS.incident]: incidentId } = values;
    if (!ref || typeof incidentId !== 'string') throw new UserInputError(OTHER_VERSION);
    const { incident, isNew } = await useCases.addToTimeline(by, incidentId as IncidentId, {
      ...ref,
      text: metadata.quote ?? '',
    });
    return sayPlainly(sayAdded(incident, isNew));
  },
});

export function sayAdded(incident: Incident, isNew: boolean): string {
  const where = `on the timeline of ${incidentLabel(incident)}`;
  return isNew ? `The message is ${where}.` : `The message was ${where} already.`;
}

/** Pure. */
export function buildTimelineForm(text: string): ModalContent {
  return {
    title: 'Add to a timeline',
    submit: 'Add',
    blocks: [
      {
        type: 'input',
        block_id: BLOCKS.incident,
        label: plainText('Which incident is it about?'),
        element: { type: 'external_select', action_id: PICKERS.incident, min_query_length: 0 },
      },
      paragraph([italic(text, MAX_TEXT)]),
    ],
  };
}
