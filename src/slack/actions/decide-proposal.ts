/** Approve and Reject. */
import type { ProposalId } from '../../shared/ids.js';
import { sayAnswer } from '../commands/say.js';
import { ACTIONS } from '../ids.js';
import { defineButton } from './button.js';

export const decideProposal = defineButton({
  actionIds: [ACTIONS.approveProposal, ACTIONS.rejectProposal],
  async run({ actionId, value, userId, channelId }, { useCases }) {
    // What is no id of ours is refused as what it is, and written down.
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
