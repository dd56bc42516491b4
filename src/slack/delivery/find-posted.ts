/** Looks in Slack for a message that we may have posted without recording it, by the key in its metadata. */
import type { ClaimedMessage } from '../../incidents/ports.js';
import { MESSAGE_EVENT_TYPE } from '../ids.js';
import type { SlackClient } from '../web-client.js';

const PAGE = 200;
/** A thousand messages since the incident opened; the history methods are limited to about fifty calls a minute. */
const MAX_PAGES = 5;
/** Our clock and Slack's may disagree. */
const CLOCK_SKEW_SECONDS = 120;

/** Its ts, or undefined when Slack does not have it. Throws what the client throws. */
export async function findPosted(
  client: SlackClient,
  message: Pick<ClaimedMessage, 'key' | 'channel' | 'threadTs'>,
  notBefore: Date,
): Promise<string | undefined> {
  const range = {
    channel: message.channel,
    oldest: String(Math.floor(notBefore.getTime() / 1000) - CLOCK_SKEW_SECONDS),
    limit: PAGE,
    include_all_metadata: true,
  };
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const options = cursor === undefined ? range : { ...range, cursor };
    const answer =
      message.threadTs === null
        ? await client.conversations.history(options)
        : await client.conversations.replies({ ...options, ts: message.threadTs });
    for (const { ts, metadata } of answer.messages ?? []) {
      const payload = metadata?.event_payload as Readonly<Record<string, unknown>> | undefined;
      if (ts && metadata?.event_type === MESSAGE_EVENT_TYPE && payload?.['key'] === message.key) return ts;
    }
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return undefined;
  }
  return undefined;
}
