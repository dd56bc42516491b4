/** Turns changes in the workspace into the events an app has subscribed to. */
import { APP_ID, TEAM, type Change, type Channel, type Json, type Message } from '../workspace/model.js';
import { presentChannel, presentMessage } from '../workspace/present.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Deliveries } from './deliveries.js';

const CHANNEL_TYPES: Record<Channel['kind'], string> = { public: 'channel', private: 'group', im: 'im' };

export type AppEvents = ReturnType<typeof createAppEvents>;

export function createAppEvents(deps: {
  now: () => number;
  workspace: Workspace;
  deliveries: Deliveries;
  botUser: string;
  subscriptions: readonly string[];
}) {
  const { workspace, botUser } = deps;
  let count = 0;

  function send(event: Json): void {
    if (!deps.subscriptions.includes(String(event['type']))) return;
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

  function sendMessageEvent(message: Message): void {
    const place = placeOf(message);
    if (place === undefined || message.visibleOnlyTo !== undefined) return;
    const event = { ...presentMessage(workspace, message), ...place, event_ts: message.ts };
    send(event);
    if (
      message.user !== botUser &&
      message.text.includes(`<@${botUser}>`) &&
      place['channel_type'] !== 'im'
    ) {
      send({ ...event, type: 'app_mention' });
    }
  }

  /** Where a message is, when the bot may know of it. */
  function placeOf(message: Message): Json | undefined {
    const channel = workspace.channels.get(message.channel);
    if (channel === undefined || !channel.members.has(botUser)) return undefined;
    return { channel: channel.id, channel_type: CHANNEL_TYPES[channel.kind] };
  }

  function sendHidden(message: Message, subtype: string, content: Json): void {
    const place = placeOf(message);
    if (place === undefined || message.visibleOnlyTo !== undefined) return;
    const ts = workspace.nextTs();
    send({ type: 'message', subtype, hidden: true, ts, event_ts: ts, ...place, ...content });
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
        if (placeOf(change.message) === undefined) break;
        send({
          type: change.kind === 'reaction.added' ? 'reaction_added' : 'reaction_removed',
          user: change.user,
          reaction: change.name,
          item_user: change.message.user,
          item: { type: 'message', channel: change.message.channel, ts: change.message.ts },
          event_ts: workspace.nextTs(),
        });
        break;
      case 'member.joined':
      case 'member.left':
        send({
          type: change.kind === 'member.joined' ? 'member_joined_channel' : 'member_left_channel',
          user: change.user,
          channel: change.channel.id,
          channel_type: 'C',
          team: TEAM.id,
          event_ts: workspace.nextTs(),
        });
        break;
      case 'channel.created':
        if (change.channel.kind === 'im') break;
        send({ type: 'channel_created', channel: presentChannel(change.channel, botUser) });
        break;
      case 'views.changed':
        break;
    }
  });

  return { send };
}
