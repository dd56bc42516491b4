/** Reads a thread, or a channel, in search of something of ours that may be there already. */
import { MESSAGE_EVENT_TYPE } from '../ids.js';
import type { SlackClient } from '../web-client.js';

const PAGE = 200;
/** A thousand messages since the incident opened; the history methods are limited to about fifty calls a minute. */
const MAX_PAGES = 5;
/** Our clock and Slack's may disagree. */
const CLOCK_SKEW_SECONDS = 120;

export interface FoundMessage {
  readonly ts: string;
  readonly text: string;
  /** Who wrote it; undefined for some system messages. */
  readonly user: string | undefined;
  /** The key in its metadata, when it is one of our messages. */
  readonly key: string | undefined;
  readonly files: readonly { readonly id?: string }[];
}

/** The first that fits, in Slack's order; undefined when there is none. Throws what the client throws. */
export async function findInThread(
  client: SlackClient,
  place: { channel: string; threadTs: string | null; notBefore: Date },
  fits: (message: FoundMessage) => boolean,
): Promise<FoundMessage | undefined> {
  const { channel, threadTs, notBefore } = place;
  const range = {
    channel,
    oldest: String(Math.floor(notBefore.getTime() / 1000) - CLOCK_SKEW_SECONDS),
    limit: PAGE,
    include_all_metadata: true,
  };
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const options = cursor === undefined ? range : { ...range, cursor };
    const answer =
      threadTs === null
        ? await client.conversations.history(options)
        : await client.conversations.replies({ ...options, ts: threadTs });
    for (const { ts, text = '', user, metadata, files = [] } of answer.messages ?? []) {
      const payload = metadata?.event_payload as Readonly<Record<string, unknown>> | undefined;
      const name = metadata?.event_type === MESSAGE_EVENT_TYPE ? payload?.['key'] : undefined;
      const key = typeof name === 'string' ? name : undefined;
      const found = ts ? { ts, text, user, key, files } : undefined;
      if (found && fits(found)) return found;
    }
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return undefined;
  }
  return undefined;
}
