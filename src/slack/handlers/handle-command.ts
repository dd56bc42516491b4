import type { CommandInput } from '../../workflows/slack-input.js';
import type { MessageContent } from '../blocks/block-kit.js';
import { parseCommand } from '../commands/parse.js';
import type { HandlerDeps } from './handler-deps.js';

export async function handleCommand(
  { useCases }: Pick<HandlerDeps, 'useCases'>,
  { id, userId, channelId, text }: CommandInput,
): Promise<MessageContent> {
  const { command, words } = parseCommand(text);
  return command.run(words, {
    by: { slackUserId: userId },
    requestId: id,
    channelId,
    incident: null,
    useCases,
  });
}
