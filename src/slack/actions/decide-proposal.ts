/** Approve and Reject. */
import { UserInputError } from '../../shared/errors.js';
import { isId, type ProposalId } from '../../shared/ids.js';
import { mrkdwnMention } from '../blocks/block-kit.js';
import { escapeSentence } from '../blocks/escape.js';
import { sayMrkdwn } from '../commands/say.js';
import { ACTIONS, OTHER_VERSION } from '../ids.js';
import { defineButton } from './button.js';

const MAX_SENTENCE = 1000;

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
    return sayMrkdwn(mentionIds(escapeSentence(result.sentence, MAX_SENTENCE)));
  },
});

/** Slack user ids in our own sentences, as mentions. Nobody is rung: one person sees the answer. */
function mentionIds(sentence: string): string {
  return sentence.replace(/\b[UW](?=[A-Z0-9]*\d)[A-Z0-9]{4,30}\b/g, (id) => mrkdwnMention(id));
}
