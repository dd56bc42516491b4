/** Approve and Reject. */
import { UserInputError } from '../../shared/errors.js';
import { isId, type ProposalId } from '../../shared/ids.js';
import { sayAnswer } from '../commands/say.js';
import { ACTIONS, OTHER_VERSION } from '../ids.js';
import { defineButton } from './button.js';

export const decideProposal = defineButton({
  actionIds: [ACTIONS.approveProposal, ACTIONS.rejectProposal],
  async run({ actionId, value, userId, channelId }, { useCases }) {
    if (!isId(value)) throw new UserInputError(OTHER_VERSION);
    const result = await useCases.decideProposal(
      { slackUserId: userId },
      {
        proposalId: value as ProposalId,
        verdict: actionId === ACTIONS.approveProposal ? 'approve' : 'reject',
        channelId,
      },
    );
    // Nobody is rung: one person sees the answer.
    return sayAnswer(result);
  },
});
