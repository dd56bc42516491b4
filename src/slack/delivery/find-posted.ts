/** Looks in Slack for a message that we may have posted without recording it, by the key in its metadata. */
import type { ClaimedMessage } from '../../incidents/ports/message-queue.js';
import type { SlackClient } from '../web-client.js';
import { findInThread } from './find-in-thread.js';

/** Its ts, or undefined when Slack does not have it. Throws what the client throws. */
export async function findPosted(
  client: SlackClient,
  { key, channel, threadTs }: Pick<ClaimedMessage, 'key' | 'channel' | 'threadTs'>,
  notBefore: Date,
): Promise<string | undefined> {
  const found = await findInThread(client, { channel, threadTs, notBefore }, (one) => one.key === key);
  return found?.ts;
}
