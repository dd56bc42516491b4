/** “Stop” on a fix that is approved or runs. */
import { UserInputError } from '../../shared/errors.js';
import { isId, type ProposalId } from '../../shared/ids.js';
import { sayAnswer } from '../commands/say.js';
import { ACTIONS, OTHER_VERSION } from '../ids.js';
import { defineButton } from './button.js';

export const cancelProposal = defineButton({
  actionIds: [ACTIONS.cancelProposal],
  async run({ value, userId }, { useCases }) {
    if (!isId(value)) throw new UserInputError(OTHER_VERSION);
    return sayAnswer(await useCases.cancelProposal({ slackUserId: userId }, value as ProposalId));
  },
});
