/** Ids of channels that are configured by name: posting takes names, reading and editing take ids only. */
import type { SlackClient } from '../web-client.js';

export interface ChannelIds {
  /** The id of `#name`, `name` or an id; undefined when the bot sees no such channel. Throws what the client throws. */
  resolve(channel: string): Promise<string | undefined>;
}

/** Names have no capitals, ids nothing else. */
const ID = /^[A-Z][A-Z0-9]+$/;
const PAGE = 200;

export function createChannelIds(client: SlackClient): ChannelIds {
  const known = new Map<string, string>();
  let listing: Promise<void> | undefined;

  async function list(): Promise<void> {
    let cursor: string | undefined;
    do {
      const page = await client.conversations.list({
        types: 'public_channel,private_channel',
        exclude_archived: true,
        limit: PAGE,
        ...(cursor ? { cursor } : {}),
      });
      for (const { id, name } of page.channels ?? []) if (id && name) known.set(name, id);
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
  }

  return {
    async resolve(channel) {
      if (ID.test(channel)) return channel;
      const name = channel.replace(/^#/, '');
      if (!known.has(name)) {
        // Channels that ask at the same time share one look at the list.
        listing ??= list().finally(() => (listing = undefined));
        await listing;
      }
      return known.get(name);
    },
  };
}
