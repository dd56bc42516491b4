/** Turns changes in the workspace into the events an app has subscribed to and may see. */
import type { Need } from '../api/method.js';
import { scopeForKind } from '../api/scopes.js';
import { APP_ID, TEAM, type Change, type Channel, type Json, type Message } from '../workspace/model.js';
import { presentChannel, presentMessage } from '../workspace/present.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Deliveries } from './deliveries.js';

const CHANNEL_TYPES: Record<Channel['kind'], string> = { public: 'channel', private: 'group', im: 'im' };
/** The names under which an app subscribes to messages, by kind of channel. */
const MESSAGE_SUBSCRIPTIONS: Record<Channel['kind'], string> = {
  public: 'message.channels',
  private: 'message.groups',
  im: 'message.im',
};

export type AppEvents = ReturnType<typeof createAppEvents>;

export function createAppEvents(deps: {
  now: () => number;
  workspace: Workspace;
  deliveries: Deliveries;
  botUser: string;
  /** Event types; `message` stands for all kinds of channels, `message.im` and the like for one. */
  subscriptions: readonly string[];
  scopes: readonly string[];
}) {
  const { workspace, botUser } = deps;
  let count = 0;

  function isSubscribed(event: Json, channel: Channel | undefined): boolean {
    const type = String(event['type']);
    if (deps.subscriptions.includes(type)) return true;
    return (
      type === 'message' &&
      channel !== undefined &&
      deps.subscriptions.includes(MESSAGE_SUBSCRIPTIONS[channel.kind])
    );
  }

  /** The scope without which Slack does not send an event. */
  function neededFor(event: Json, channel: Channel | undefined): Need {
    const kind = channel?.kind ?? 'public';
    switch (event['type']) {
      case 'message':
        return [scopeForKind(kind, 'history')];
      case 'app_mention':
        return ['app_mentions:read'];
      case 'reaction_added':
      case 'reaction_removed':
        return ['reactions:read'];
      case 'member_joined_channel':
      case 'member_left_channel':
      case 'channel_created':
        return [scopeForKind(kind, 'read')];
      case 'file_shared':
        return ['files:read'];
      default:
        return [];
    }
  }

  function deliver(event: Json): void {
    count += 1;
    deps.deliveries.event({
      token: 'local-verification-token',
      team_id: TEAM.id,
      api_app_id: APP_ID,
      type: 'event_callback',
      event_id: `Ev0LOCAL${String(count).padStart(6, '0')}`,
      event_time: Math.floor(deps.now() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: TEAM.id,
          user_id: botUser,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
      event,
    });
  }

  /** Sends an event when the app has subscribed to it and has the scope for it. */
  function send(event: Json, channel?: Channel): void {
    const need = neededFor(event, channel);
    const isAllowed = need.length === 0 || need.some((scope) => deps.scopes.includes(scope));
    if (isAllowed && isSubscribed(event, channel)) deliver(event);
  }

  /** The channel of a message, when the bot may know of it. */
  function channelOf(message: Message): Channel | undefined {
    const channel = workspace.channels.get(message.channel);
    const isKnown = channel?.members.has(botUser) === true && message.visibleOnlyTo === undefined;
    return isKnown ? channel : undefined;
  }

  function placeIn(channel: Channel): Json {
    return { channel: channel.id, channel_type: CHANNEL_TYPES[channel.kind] };
  }

  function sendMessageEvent(message: Message): void {
    const channel = channelOf(message);
    if (channel === undefined) return;
    const event = { ...presentMessage(workspace, message), ...placeIn(channel), event_ts: message.ts };
    send(event, channel);
    if (message.user !== botUser && message.text.includes(`<@${botUser}>`) && channel.kind !== 'im') {
      send({ ...event, type: 'app_mention' }, channel);
    }
  }

  function sendHidden(message: Message, subtype: string, content: Json): void {
    const channel = channelOf(message);
    if (channel === undefined) return;
    const ts = workspace.nextTs();
    send(
      { type: 'message', subtype, hidden: true, ts, event_ts: ts, ...placeIn(channel), ...content },
      channel,
    );
  }

  function sendReaction(change: Extract<Change, { name: string }>): void {
    const channel = channelOf(change.message);
    if (channel === undefined) return;
    send(
      {
        type: change.kind === 'reaction.added' ? 'reaction_added' : 'reaction_removed',
        user: change.user,
        reaction: change.name,
        item_user: change.message.user,
        item: { type: 'message', channel: change.message.channel, ts: change.message.ts },
        event_ts: workspace.nextTs(),
      },
      channel,
    );
  }

  function sendMembership(change: Extract<Change, { kind: 'member.joined' | 'member.left' }>): void {
    const { channel, user } = change;
    // The bot hears of other people only where it is a member itself.
    if (user !== botUser && !channel.members.has(botUser)) return;
    send(
      {
        type: change.kind === 'member.joined' ? 'member_joined_channel' : 'member_left_channel',
        user,
        channel: channel.id,
        channel_type: channel.kind === 'private' ? 'G' : 'C',
        team: TEAM.id,
        ...(change.inviter === undefined ? {} : { inviter: change.inviter }),
        event_ts: workspace.nextTs(),
      },
      channel,
    );
  }

  workspace.onChange((change: Change) => {
    switch (change.kind) {
      case 'message.posted':
        sendMessageEvent(change.message);
        break;
      case 'message.changed':
        sendHidden(change.message, 'message_changed', {
          message: presentMessage(workspace, change.message),
          previous_message: presentMessage(workspace, change.previous),
        });
        break;
      case 'message.deleted':
        sendHidden(change.message, 'message_deleted', {
          deleted_ts: change.message.ts,
          previous_message: presentMessage(workspace, change.message),
        });
        break;
      case 'reaction.added':
      case 'reaction.removed':
        sendReaction(change);
        break;
      case 'member.joined':
      case 'member.left':
        sendMembership(change);
        break;
      case 'channel.created':
        if (change.channel.kind !== 'public') break;
        send({ type: 'channel_created', channel: presentChannel(change.channel, botUser) }, change.channel);
        break;
      case 'file.shared': {
        const { file, channel, user } = change;
        if (workspace.channels.get(channel)?.members.has(botUser) !== true) break;
        const event_ts = workspace.nextTs();
        const shared = { file_id: file, file: { id: file }, channel_id: channel, user_id: user, event_ts };
        send({ type: 'file_shared', ...shared });
        break;
      }
      case 'message.redrawn':
      case 'views.changed':
      case 'agent.changed':
      case 'canvas.changed':
        break;
    }
  });

  return { send };
}
