/** Workspace objects in the shapes Slack's API and events use. */
import { APP_ID, TEAM, type Channel, type Json, type Message, type User } from './model.js';
import type { Workspace } from './workspace.js';

export function presentUser(user: User, options: { includeEmail: boolean }): Json {
  const display = { real_name: user.realName, display_name: user.name, title: user.title };
  return {
    id: user.id,
    team_id: TEAM.id,
    name: user.name,
    deleted: user.isDeactivated,
    real_name: user.realName,
    tz: user.timeZone,
    is_bot: user.isBot,
    is_app_user: false,
    is_admin: false,
    is_restricted: user.isGuest,
    is_ultra_restricted: user.isGuest,
    profile: {
      ...display,
      team: TEAM.id,
      ...(user.isBot ? { bot_id: user.botId, api_app_id: APP_ID } : {}),
      ...(options.includeEmail && !user.isBot ? { email: user.email } : {}),
    },
  };
}

export function presentChannel(channel: Channel, viewer: string): Json {
  const shared = { id: channel.id, created: channel.createdSeconds, is_archived: false };
  if (channel.kind === 'im') {
    const other = [...channel.members].find((member) => member !== viewer) ?? viewer;
    return { ...shared, is_im: true, user: other };
  }
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_general: channel.name === 'general',
    is_member: channel.members.has(viewer),
    num_members: channel.members.size,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: channel.purpose, creator: '', last_set: 0 },
  };
}

/** A message as in `conversations.history`. Metadata is left out unless asked for, as in Slack. */
export function presentMessage(
  workspace: Workspace,
  message: Message,
  options: { includeMetadata?: boolean } = {},
): Json {
  const replies = message.threadTs === undefined ? workspace.repliesTo(message.channel, message.ts) : [];
  const author = workspace.users.get(message.user);
  return {
    type: 'message',
    ...(message.subtype === undefined ? {} : { subtype: message.subtype }),
    ...(message.isBroadcast ? { subtype: 'thread_broadcast' } : {}),
    user: message.user,
    ts: message.ts,
    team: TEAM.id,
    text: message.text,
    ...(message.botId === undefined
      ? {}
      : {
          bot_id: message.botId,
          app_id: APP_ID,
          bot_profile: {
            id: message.botId,
            app_id: APP_ID,
            name: author?.realName ?? message.user,
            team_id: TEAM.id,
          },
        }),
    ...(message.blocks === undefined ? {} : { blocks: message.blocks }),
    ...(message.files.length === 0 ? {} : { files: message.files.map((id) => presentFile(workspace, id)) }),
    ...(message.attachments === undefined ? {} : { attachments: message.attachments }),
    ...(message.edited === undefined ? {} : { edited: message.edited }),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(replies.length === 0 ? {} : presentThread(message, replies)),
    ...(message.reactions.size === 0 ? {} : { reactions: presentReactions(message) }),
    ...(options.includeMetadata === true && message.metadata !== undefined
      ? { metadata: message.metadata }
      : {}),
  };
}

/** A file of a message; one that was deleted leaves a mark. */
function presentFile(workspace: Workspace, id: string): Json {
  const file = workspace.files.get(id);
  return file === undefined ? { id, mode: 'tombstone' } : workspace.files.present(file);
}

function presentThread(parent: Message, replies: readonly Message[]): Json {
  const people = [...new Set(replies.map((reply) => reply.user))];
  return {
    thread_ts: parent.ts,
    reply_count: replies.length,
    reply_users_count: people.length,
    reply_users: people,
    latest_reply: replies.at(-1)?.ts,
  };
}

function presentReactions(message: Message): Json[] {
  return [...message.reactions].map(([name, people]) => ({ name, users: [...people], count: people.size }));
}
