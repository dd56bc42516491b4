/** An emoji on a message in an incident's thread puts the message on the timeline. Taking it off leaves it there. */
import type { SlackEvent } from '../../../workflows/slack-input.js';
import type { Person } from '../../../workflows/use-cases.js';
import { sayPlainly } from '../../commands/say.js';
import { sayAdded } from '../../modals/add-to-timeline.js';
import { toPlainText } from '../../plain-text.js';
import type { SlackClient } from '../../web-client.js';
import type { HandlerDeps } from '../handler-deps.js';

/** A message in no incident's thread is left alone: there the emoji means something else. */
export async function handleReaction(
  { useCases, client, tell }: Pick<HandlerDeps, 'useCases' | 'client' | 'tell'>,
  by: Person,
  { channelId, ts }: Extract<SlackEvent, { type: 'reaction_added' }>,
): Promise<null> {
  const message = await readMessage(client, channelId, ts);
  if (!message) return null;
  const { threadTs, authorId, text } = message;
  const here = await useCases.findIncidentByThread({ channelId, threadTs: threadTs ?? ts });
  if (!here) return null;
  const chosen = { channelId, ts, threadTs, authorId, text: toPlainText(text) };
  const { incident, isNew } = await useCases.addToTimeline(by, here.id, chosen);
  // In the thread, where the message is; the event itself does not say which.
  const to = { userId: by.slackUserId, responseUrl: null, channelId, threadTs: threadTs ?? ts };
  if (isNew) await tell(to, sayPlainly(sayAdded(incident, isNew)));
  return null;
}

/** The event names the message only by its time. Undefined when it is gone. */
async function readMessage(client: SlackClient, channel: string, ts: string) {
  const { messages = [] } = await client.conversations.replies({
    channel,
    ts,
    oldest: ts,
    latest: ts,
    inclusive: true,
    limit: 2, // some answer with the thread's first message before the one asked for
  });
  const found = messages.find((message) => message.ts === ts);
  return (
    found && {
      threadTs: found.thread_ts ?? null,
      authorId: found.bot_id === undefined ? (found.user ?? null) : null,
      text: found.text ?? '',
    }
  );
}
