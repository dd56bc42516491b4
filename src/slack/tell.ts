/**
 * Tells one person something for their eyes only, by the first way that works: the response_url of what they did (five
 * times within thirty minutes), a private message in the channel, a direct message. Never throws.
 */
import type { Logger } from '../observability/logger.js';
import { errorMessage } from '../shared/errors.js';
import type { Block, MessageContent } from './blocks/kit/block-kit.js';
import type { Respond } from './respond.js';
import type { SlackClient } from './web-client.js';

export interface Recipient {
  readonly userId: string;
  /** Null when Slack gave none. */
  readonly responseUrl: string | null;
  /** Where they are; null when that is no channel. */
  readonly channelId: string | null;
  readonly threadTs: string | null;
}

/** Resolves to whether Slack took it. */
export type Tell = (to: Recipient, content: MessageContent) => Promise<boolean>;

export function createTell(deps: { respond: Respond; client: SlackClient; log: Logger }): Tell {
  const { respond, client, log } = deps;
  const QUIET = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;

  async function attempt(way: string, call: () => Promise<unknown>): Promise<boolean> {
    try {
      await call();
      return true;
    } catch (error) {
      log.warn({ way, detail: errorMessage(error) }, 'a private answer was not taken');
      return false;
    }
  }

  return async ({ userId, responseUrl, channelId, threadTs }, { text, blocks }) => {
    const content = { text, blocks: [...blocks] as Block[], ...QUIET };
    if (responseUrl !== null && (await respond(responseUrl, { text, blocks }, threadTs))) return true;
    if (channelId !== null) {
      const thread = threadTs === null ? {} : { thread_ts: threadTs };
      const place = { channel: channelId, ...thread, ...content };
      // Nobody else reads a direct conversation, and what is said there should stay.
      const isTold = await (isDirect(channelId)
        ? attempt('reply', () => client.chat.postMessage(place))
        : attempt('ephemeral', () => client.chat.postEphemeral({ ...place, user: userId })));
      if (isTold) return true;
    }
    return attempt('direct message', () => client.chat.postMessage({ channel: userId, ...content }));
  };
}

function isDirect(channelId: string): boolean {
  return channelId.startsWith('D');
}
