/** Refusals that concern one channel: what was to be posted there could be posted in another. In words for people. */
import type { ChannelTrouble } from '../../workflows/messages/show-elsewhere.js';

const INVITE = 'Invite Firewatch there';
const ALLOW = 'Ask a workspace admin to allow it';

const TROUBLES: Readonly<Record<string, (channel: string) => ChannelTrouble>> = {
  channel_not_found: (channel) => ({
    what: `${channel} does not exist or Firewatch is not in it`,
    help: 'Create it and invite Firewatch there',
  }),
  not_in_channel: (channel) => ({ what: `Firewatch is not in ${channel}`, help: INVITE }),
  is_archived: (channel) => ({ what: `${channel} is archived`, help: 'Unarchive it' }),
  restricted_action: (channel) => ({ what: `Firewatch may not post in ${channel}`, help: ALLOW }),
  restricted_action_read_only_channel: (channel) => ({ what: `${channel} is read-only`, help: ALLOW }),
  restricted_action_thread_only_channel: (channel) => ({
    what: `${channel} takes replies in threads only`,
    help: ALLOW,
  }),
};

/** Names have a `#` for people; ids stay as they are. */
const ID = /^[CDG][A-Z0-9]+$/;

/** Undefined when the refusal says nothing about the channel, but for example about the token. */
export function channelTrouble(error: string, channel: string): ChannelTrouble | undefined {
  const name = ID.test(channel) ? channel : `#${channel.replace(/^#/, '')}`;
  return Object.hasOwn(TROUBLES, error) ? TROUBLES[error]?.(name) : undefined;
}
