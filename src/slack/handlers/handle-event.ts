import type { EventInput } from '../../workflows/slack-input.js';
import type { MessageContent } from '../blocks/kit/block-kit.js';
import { handleAddressed } from './events/addressed.js';
import { handleHomeOpened } from './events/home-opened.js';
import { handleMemberJoined } from './events/member-joined.js';
import { handleReaction } from './events/reaction.js';
import type { HandlerDeps } from './handler-deps.js';

/** Null when nothing has to be said to the person alone. */
export async function handleEvent(deps: HandlerDeps, input: EventInput): Promise<MessageContent | null> {
  const by = { slackUserId: input.userId };
  switch (input.event.type) {
    case 'home_opened':
      return handleHomeOpened(deps, by, input.event);
    case 'addressed':
      return handleAddressed(deps, by, input.id, input.event);
    case 'reaction_added':
      return handleReaction(deps, by, input.event);
    case 'member_joined':
      return handleMemberJoined(deps, input.event);
  }
}
