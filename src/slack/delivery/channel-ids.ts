/** Ids of channels that are named otherwise: posting takes names and people, reading and editing take ids only. */
import type { SlackClient } from '../web-client.js';

export interface ChannelIds {
  /**
   * The id of `#name`, `name`, an id, or of the direct message with a person; undefined when the bot sees no such channel.
   * Throws what the client throws.
   */
  resolve(channel: string): Promise<string | undefined>;
  /** Remembers the id under which Slack answered for a channel. */
  learn(channel: string, id: string): void;
  /** The id if it is known already, else the channel as it is called. Names and ids of one channel share a queue by this. */
  known(channel: string): string;
}

/** Names have no capitals, ids nothing else. */
const ID = /^[A-Z][A-Z0-9]+$/;
const PERSON = /^[UW][A-Z0-9]+$/;
const PAGE = 200;

export function createChannelIds(client: SlackClient): ChannelIds {
  const ids = new Map<string, string>();
  let listing: Promise<void> | undefined;
  const nameOf = (channel: string) => channel.replace(/^#/, '');

  async function list(): Promise<void> {
    let cursor: string | undefined;
    do {
      const page = await client.conversations.list({
        types: 'public_channel,private_channel',
        exclude_archived: true,
        limit: PAGE,
        ...(cursor ? { cursor } : {}),
      });
      for (const { id, name } of page.channels ?? []) if (id && name) ids.set(name, id);
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
  }

  return {
    async resolve(channel) {
      const name = nameOf(channel);
      const known = ids.get(name);
      if (known !== undefined) return known;
      if (PERSON.test(channel)) {
        const { channel: direct } = await client.conversations.open({ users: channel });
        if (direct?.id) ids.set(channel, direct.id);
        return direct?.id;
      }
      if (ID.test(channel)) return channel;
      // Channels that ask at the same time share one look at the list.
      listing ??= list().finally(() => (listing = undefined));
      await listing;
      return ids.get(name);
    },
    learn(channel, id) {
      if (channel !== id) ids.set(nameOf(channel), id);
    },
    known: (channel) => ids.get(nameOf(channel)) ?? channel,
  };
}
