/** The form that declares an incident: from a message, from the Home tab, or from anywhere. */
import type { types } from '@slack/bolt';
import { incidentLabel, SEVERITIES, type Severity } from '../../incidents/incident.js';
import { UserInputError } from '../../shared/errors.js';
import { mrkdwnChannel } from '../blocks/kit/block-kit.js';
import { cleanText } from '../blocks/kit/escape.js';
import { sayMrkdwn } from '../commands/say.js';
import { OTHER_VERSION, PICKERS } from '../ids.js';
import { parseMessageRef } from '../message-ref.js';
import { defineModal, type ModalContent, type ModalValues } from './modal.js';

export const NEW_INCIDENT_FORM = 'incident.new';

const BLOCKS = { title: 'title', service: 'service', severity: 'severity', summary: 'summary' } as const;
const MAX_TITLE = 200;
/** As much as a note takes. */
const MAX_SUMMARY = 1000;
const DEFAULT_SEVERITY: Severity = 'sev2';
const MEANINGS: Readonly<Record<Severity, string>> = {
  sev1: 'most users cannot work',
  sev2: 'many users are hurt',
  sev3: 'some users are hurt, or soon will be',
  sev4: 'nobody is hurt yet',
};

export const newIncidentForm = defineModal({
  name: NEW_INCIDENT_FORM,
  title: 'New incident',
  isAboutIncident: false,
  build: ({ text }) => Promise.resolve(buildNewIncidentForm(text)),
  check: (values) =>
    textOf(values, BLOCKS.title) === '' ? { [BLOCKS.title]: 'Say in a few words what is wrong.' } : {},
  async submit({ by, requestId, values, metadata, useCases }) {
    const request = {
      requestId,
      title: textOf(values, BLOCKS.title),
      severity: severityOf(values),
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
  const title = cleanText(text, { max: MAX_TITLE });
  return {
    title: 'New incident',
    submit: 'Open it',
    blocks: [
      {
        type: 'input',
        block_id: BLOCKS.title,
        label: plainText('What is wrong?'),
        element: {
          type: 'plain_text_input',
          action_id: BLOCKS.title,
          max_length: MAX_TITLE,
          focus_on_load: true,
          placeholder: plainText('Checkout is slow'),
          ...(title === '' ? {} : { initial_value: title }),
        },
      },
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
      {
        type: 'input',
        block_id: BLOCKS.severity,
        label: plainText('How bad is it?'),
        element: {
          type: 'static_select',
          action_id: BLOCKS.severity,
          initial_option: severityOption(DEFAULT_SEVERITY),
          options: SEVERITIES.map(severityOption),
        },
      },
      {
        type: 'input',
        block_id: BLOCKS.summary,
        optional: true,
        label: plainText('What is known so far?'),
        hint: plainText('Becomes the first note in the thread.'),
        element: {
          type: 'plain_text_input',
          action_id: BLOCKS.summary,
          multiline: true,
          max_length: MAX_SUMMARY,
        },
      },
    ],
  };
}

function severityOption(severity: Severity): types.PlainTextOption {
  return { text: plainText(`${severity}: ${MEANINGS[severity]}`), value: severity };
}

function severityOf(values: ModalValues): Severity | null {
  const chosen = textOf(values, BLOCKS.severity);
  return SEVERITIES.find((severity) => severity === chosen) ?? null;
}

function textOf(values: ModalValues, block: string): string {
  const value = values[block];
  return typeof value === 'string' ? value.trim() : '';
}

function plainText(text: string): types.PlainTextElement {
  return { type: 'plain_text', text };
}
