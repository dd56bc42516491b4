import { escapeSentence } from '../../blocks/kit/escape.js';
import { mentionIdsMrkdwn } from '../../blocks/kit/mention-ids.js';
import { UserInputError } from '../../../shared/errors.js';
import { COMMAND } from '../../ids.js';
import { defineCommand } from '../command.js';
import { sayMrkdwn } from '../say.js';
import { withoutFirst } from '../words.js';

const MAX_SENTENCE = 1000;
const MAX_REASON = 300;

export const actions = defineCommand({
  verb: 'actions',
  aliases: [],
  section: 'Fix',
  forms: [
    ['actions stop <reason>', 'nothing is executed any more, whatever is approved'],
    ['actions resume <reason>', 'approved fixes run again'],
  ],
  async run(words, { by, useCases }) {
    const verb = words.list[0]?.toLowerCase();
    const reason = withoutFirst(words).text;
    if ((verb !== 'stop' && verb !== 'resume') || reason === '') {
      throw new UserInputError(
        `Write \`${COMMAND} actions stop\` or \`${COMMAND} actions resume\`, and a reason that others will read.`,
      );
    }
    const { sentence } = await useCases.stopActions(by, {
      isStopped: verb === 'stop',
      reason: reason.slice(0, MAX_REASON),
    });
    return sayMrkdwn(mentionIdsMrkdwn(escapeSentence(sentence, MAX_SENTENCE)));
  },
});
