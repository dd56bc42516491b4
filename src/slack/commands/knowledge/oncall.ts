import { UserInputError } from '../../../shared/errors.js';
import { buildOnCall } from '../../blocks/answers/on-call.js';
import { COMMAND } from '../../ids.js';
import { defineCommand } from '../command.js';
import { findTarget } from '../target.js';
import { readNumber } from '../words.js';

export const oncall = defineCommand({
  verb: 'oncall',
  aliases: ['on-call', 'pager'],
  section: 'See',
  forms: [['oncall [12 or service]', 'who carries the pager']],
  async run(words, context) {
    const [word] = words.list;
    if (words.list.length > 1)
      throw new UserInputError(
        `Name one incident or one service, for example \`${COMMAND} oncall 12\` or \`${COMMAND} oncall checkout\`.`,
      );
    if (word !== undefined && readNumber(word) === undefined)
      return buildOnCall(await context.useCases.findOnCall({ service: word }));
    const { incident } = await findTarget(words, context, 'oncall');
    return buildOnCall(await context.useCases.findOnCall({ incidentId: incident.id }));
  },
});
