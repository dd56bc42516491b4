import { incidentLabel, type Severity } from '../../../incidents/incident.js';
import { UserInputError } from '../../../shared/errors.js';
import { mrkdwnChannel } from '../../blocks/kit/block-kit.js';
import { COMMAND, FORMS } from '../../ids.js';
import { defineCommand } from '../command.js';
import { sayMrkdwn } from '../say.js';
import { readSeverity, type Words } from '../words.js';

const MAX_TITLE = 200;

interface NewIncident {
  readonly title: string;
  readonly service: string | null;
  readonly severity: Severity | null;
}

export const declare = defineCommand({
  verb: 'new',
  aliases: ['create', 'declare', 'open'],
  section: 'Work on it',
  forms: [['new <title> [--service checkout] [--severity sev2]', 'opens an incident and investigates it']],
  modalFor: (words) => (words.list.length === 0 ? FORMS.newIncident : undefined),
  async run(words, { by, requestId, useCases }) {
    const incident = await useCases.declareIncident(by, { requestId, ...readNewIncident(words) });
    return sayMrkdwn(
      `${incidentLabel(incident)} is open. Its thread is in ${mrkdwnChannel(incident.channel)}.`,
    );
  },
});

/** @throws UserInputError saying what to write. */
function readNewIncident({ list: words }: Words): NewIncident {
  const title: string[] = [];
  let service: string | null = null;
  let severity: Severity | null = null;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    // Phones turn `--` into a dash.
    const option = /^(?:--|—|–)([a-z]+)(?:=(.*))?$/i.exec(word);
    if (!option) {
      title.push(word);
      continue;
    }
    const name = (option[1] ?? '').toLowerCase();
    if (name !== 'service' && name !== 'severity' && name !== 'sev')
      throw new UserInputError(
        `\`--${name}\` is not an option here; there are \`--service\` and \`--severity\`.`,
      );
    const value = option[2] ?? words[(index += 1)];
    if (!value)
      throw new UserInputError(
        `\`--${name}\` needs a value, for example \`--service checkout\` or \`--severity sev2\`.`,
      );
    if (name === 'service') service = value;
    else severity = readSeverity(value);
  }
  const spoken = title
    .join(' ')
    .replace(/^["“”']+|["“”']+$/g, '')
    .trim();
  if (spoken === '') {
    throw new UserInputError(
      `What is wrong? Say it in a few words, for example \`${COMMAND} new Checkout is slow --service checkout\`.`,
    );
  }
  if (spoken.length > MAX_TITLE) {
    throw new UserInputError(
      `The title is ${spoken.length} characters long; ${MAX_TITLE} fit. Put the details into the thread.`,
    );
  }
  return { title: spoken, service, severity };
}
