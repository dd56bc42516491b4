/** “Roll back” on a fix that ran. */
import { UserInputError } from '../../shared/errors.js';
import { isId, type ProposalId } from '../../shared/ids.js';
import { escapeSentence } from '../blocks/kit/escape.js';
import { mentionIdsMrkdwn } from '../blocks/kit/mention-ids.js';
import { sayMrkdwn } from '../commands/say.js';
import { ACTIONS, OTHER_VERSION } from '../ids.js';
import { defineButton } from './button.js';

const MAX_SENTENCE = 1000;

export const rollBack = defineButton({
  actionIds: [ACTIONS.rollBack],
  async run({ value, userId, channelId }, { useCases }) {
    if (!isId(value)) throw new UserInputError(OTHER_VERSION);
    const { sentence } = await useCases.rollBack(
      { slackUserId: userId },
      { proposalId: value as ProposalId, channelId },
    );
    return sayMrkdwn(mentionIdsMrkdwn(escapeSentence(sentence, MAX_SENTENCE)));
  },
});
