import { readDays } from '../../../incidents/stats.js';
import { UserInputError } from '../../../shared/errors.js';
import { buildStats } from '../../blocks/answers/stats.js';
import { COMMAND } from '../../ids.js';
import { defineCommand } from '../command.js';

export const stats = defineCommand({
  verb: 'stats',
  aliases: ['statistics'],
  section: 'Learn',
  forms: [['stats [30d]', 'how the last days went: MTTA, MTTR, noise']],
  async run(words, context) {
    const days = readDays(words.text === '' ? undefined : words.text);
    if (days === undefined)
      throw new UserInputError(
        `\`${words.text.slice(0, 40)}\` is not a time to look back. Say \`${COMMAND} stats 7d\`, \`${COMMAND} stats 30d\` or up to 365d.`,
      );
    return buildStats(await context.useCases.readStats(days));
  },
});
