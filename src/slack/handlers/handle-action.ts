import { UserInputError } from '../../shared/errors.js';
import { isId, type ProposalId } from '../../shared/ids.js';
import type { ActionInput } from '../../workflows/slack-input.js';
import { mrkdwnMention, type MessageContent } from '../blocks/block-kit.js';
import { escapeSentence } from '../blocks/escape.js';
import { sayMrkdwn } from '../commands/say.js';
import type { HandlerDeps } from '../handle-input.js';
import { ACTIONS } from '../ids.js';

const MAX_SENTENCE = 1000;

export async function handleAction(
  { useCases }: Pick<HandlerDeps, 'useCases'>,
  input: ActionInput,
): Promise<MessageContent> {
  const isApproval = input.actionId === ACTIONS.approveProposal;
  if ((!isApproval && input.actionId !== ACTIONS.rejectProposal) || !isId(input.value)) {
    throw new UserInputError('This button belongs to another version of Firewatch; nothing was done.');
  }
  const result = await useCases.decideProposal(
    { slackUserId: input.userId },
    {
      proposalId: input.value as ProposalId,
      verdict: isApproval ? 'approve' : 'reject',
      channelId: input.channelId,
    },
  );
  return sayMrkdwn(mentionIds(escapeSentence(result.sentence, MAX_SENTENCE)));
}

/** Slack user ids in our own sentences, as mentions. Nobody is rung: one person sees the answer. */
function mentionIds(sentence: string): string {
  return sentence.replace(/\b[UW](?=[A-Z0-9]*\d)[A-Z0-9]{4,30}\b/g, (id) => mrkdwnMention(id));
}
