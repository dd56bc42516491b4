/** “Roll back” on a fix that ran. */
import { UserInputError } from '../../shared/errors.js';
import { isId, type ProposalId } from '../../shared/ids.js';
import { sayAnswer } from '../commands/say.js';
import { ACTIONS, OTHER_VERSION } from '../ids.js';
import { defineButton } from './button.js';

export const rollBack = defineButton({
  actionIds: [ACTIONS.rollBack],
  async run({ value, userId, channelId }, { useCases }) {
    if (!isId(value)) throw new UserInputError(OTHER_VERSION);
    return sayAnswer(
      await useCases.rollBack({ slackUserId: userId }, { proposalId: value as ProposalId, channelId }),
    );
  },
});
