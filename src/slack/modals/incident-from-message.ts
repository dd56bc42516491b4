/** The form that declares an incident: from a message, from the Home tab, or from anywhere. */
import { incidentLabel, type Severity } from '../../incidents/incident.js';
import { UserInputError } from '../../shared/errors.js';
import { mrkdwnChannel } from '../blocks/kit/block-kit.js';
import { sayMrkdwn } from '../commands/say.js';
import { FORMS, OTHER_VERSION, PICKERS } from '../ids.js';
import { parseMessageRef } from '../message-ref.js';
import { plainText, selectField, textField, textOf } from './fields.js';
import { defineModal, type ModalContent } from './modal.js';
import { SEVERITY_CHOICES, severityOf } from './severities.js';

const BLOCKS = { title: 'title', service: 'service', severity: 'severity', summary: 'summary' } as const;
const MAX_TITLE = 200;
/** As much as a note takes. */
const MAX_SUMMARY = 1000;
const DEFAULT_SEVERITY: Severity = 'sev2';

export const newIncidentForm = defineModal({
  name: FORMS.newIncident,
  title: 'New incident',
  isAboutIncident: false,
  build: ({ text }) => Promise.resolve(buildNewIncidentForm(text)),
  check: (values) =>
    textOf(values, BLOCKS.title) === '' ? { [BLOCKS.title]: 'Say in a few words what is wrong.' } : {},
  async submit({ by, requestId, values, metadata, useCases }) {
    const request = {
      requestId,
      title: textOf(values, BLOCKS.title),
      severity: severityOf(values, BLOCKS.severity) ?? null,
      service: textOf(values, BLOCKS.service) || null,
    };
    const ref = parseMessageRef(metadata.subject);
    if (metadata.subject !== undefined && !ref) throw new UserInputError(OTHER_VERSION);
    const incident = ref
      ? await useCases.declareFromMessage(by, {
          ...request,
          message: { ...ref, text: metadata.quote ?? request.title },
        })
      : await useCases.declareIncident(by, request);
    const summary = textOf(values, BLOCKS.summary);
    if (summary !== '') await useCases.addNote(by, { incidentId: incident.id, requestId, text: summary });
    return sayMrkdwn(
      `${incidentLabel(incident)} is open. Its thread is in ${mrkdwnChannel(incident.channel)}.`,
    );
  },
});

/** Pure. `text` becomes the title, as far as it fits. */
export function buildNewIncidentForm(text: string): ModalContent {
  return {
    title: 'New incident',
    submit: 'Open it',
    blocks: [
      textField({
        id: BLOCKS.title,
        label: 'What is wrong?',
        max: MAX_TITLE,
        isFocused: true,
        placeholder: 'Checkout is slow',
        first: text,
      }),
      {
        type: 'input',
        block_id: BLOCKS.service,
        optional: true,
        label: plainText('Which service?'),
        element: {
          type: 'external_select',
          action_id: PICKERS.service,
          min_query_length: 0,
          placeholder: plainText('The one that users notice'),
        },
      },
      selectField({
        id: BLOCKS.severity,
        label: 'How bad is it?',
        choices: SEVERITY_CHOICES,
        first: DEFAULT_SEVERITY,
      }),
      textField({
        id: BLOCKS.summary,
        label: 'What is known so far?',
        isOptional: true,
        isLong: true,
        max: MAX_SUMMARY,
        hint: 'Becomes the first note in the thread.',
      }),
    ],
  };
}
