/** “Stop” on a fix that is approved or runs. */
import { UserInputError } from '../../shared/errors.js';
import { isId, type ProposalId } from '../../shared/ids.js';
import { escapeSentence } from '../blocks/kit/escape.js';
import { mentionIdsMrkdwn } from '../blocks/kit/mention-ids.js';
import { sayMrkdwn } from '../commands/say.js';
import { ACTIONS, OTHER_VERSION } from '../ids.js';
import { defineButton } from './button.js';

const MAX_SENTENCE = 1000;

export const cancelProposal = defineButton({
  actionIds: [ACTIONS.cancelProposal],
  async run({ value, userId }, { useCases }) {
    if (!isId(value)) throw new UserInputError(OTHER_VERSION);
    const { sentence } = await useCases.cancelProposal({ slackUserId: userId }, value as ProposalId);
    return sayMrkdwn(mentionIdsMrkdwn(escapeSentence(sentence, MAX_SENTENCE)));
  },
});
