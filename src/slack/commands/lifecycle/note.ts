import { incidentLabel } from '../../../incidents/incident.js';
import { UserInputError } from '../../../shared/errors.js';
import { COMMAND } from '../../ids.js';
import { defineCommand } from '../command.js';
import { sayPlainly } from '../say.js';
import { findTarget } from '../target.js';

export const note = defineCommand({
  verb: 'note',
  aliases: [],
  section: 'Say',
  forms: [['note [12] <text>', 'written on the timeline and in the thread']],
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const { incident, rest } = await findTarget(words, context, 'note');
    if (rest.text === '')
      throw new UserInputError(
        `What shall be written down? Say \`${COMMAND} note ${incident.number} The cache was emptied at 14:05\`.`,
      );
    await useCases.addNote(by, { incidentId: incident.id, requestId, text: rest.text });
    return sayPlainly(`Written on the timeline of ${incidentLabel(incident)}.`);
  },
});
