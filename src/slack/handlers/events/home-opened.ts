/** Somebody came to the bot's own place: to look (the Home tab), or to ask (the messages tab, which is the agent pane). */
import type { SlackEvent } from '../../../workflows/slack-input.js';
import type { Person } from '../../../workflows/use-cases.js';
import { errorMessage } from '../../../shared/errors.js';
import type { HandlerDeps } from '../handler-deps.js';

/** Questions that can be answered at any time; four are the most Slack shows. The manifest names the same. */
export const PROMPTS = [
  { title: 'What is broken now?', message: 'What is broken right now, and how bad is it?' },
  { title: 'What changed today?', message: 'Which deploys and changes were there today?' },
  { title: 'What waits for me?', message: 'Which decisions and updates are waiting?' },
  { title: 'Who is on call?', message: 'Who carries the pager for what is broken right now?' },
] as const;

export async function handleHomeOpened(
  { useCases, client, log }: Pick<HandlerDeps, 'useCases' | 'client' | 'log'>,
  by: Person,
  { tab, channelId }: Extract<SlackEvent, { type: 'home_opened' }>,
): Promise<null> {
  if (tab === 'home') {
    await useCases.openHome(by.slackUserId);
    return null;
  }
  try {
    await client.assistant.threads.setSuggestedPrompts({
      channel_id: channelId,
      title: 'Ask about what is going on. To change something, go to the incident’s thread.',
      prompts: [...PROMPTS],
    });
  } catch (error) {
    // Only a convenience: whoever came can type.
    log.warn({ reason: errorMessage(error) }, 'suggested prompts could not be set');
  }
  return null;
}
