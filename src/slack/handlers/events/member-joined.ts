/** Whoever comes into a channel with an incident is told, for their eyes only, what it is about. */
import type { SlackEvent } from '../../../workflows/slack-input.js';
import type { MessageContent } from '../../blocks/kit/block-kit.js';
import { buildCatchUp } from '../../blocks/answers/catch-up.js';
import type { HandlerDeps } from '../handler-deps.js';

export async function handleMemberJoined(
  { useCases }: Pick<HandlerDeps, 'useCases'>,
  { channelId }: Extract<SlackEvent, { type: 'member_joined' }>,
): Promise<MessageContent | null> {
  const catchUps = await useCases.catchUp(channelId);
  return catchUps.length === 0 ? null : buildCatchUp(catchUps);
}
