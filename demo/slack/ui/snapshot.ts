/** What one person sees: the shapes the page draws. */
import type { Interactions } from '../people/interactions.js';
import type { Channel, Json, Message } from '../workspace/model.js';
import { TEAM } from '../workspace/model.js';
import { presentMessage } from '../workspace/present.js';
import type { Workspace } from '../workspace/workspace.js';

/** A message as `conversations.history` gives it, with what only a client knows. */
export function showMessage(workspace: Workspace, message: Message): Json {
  return {
    ...presentMessage(workspace, message, { includeMetadata: true }),
    channel: message.channel,
    is_ephemeral: message.visibleOnlyTo !== undefined,
  };
}

export function showChannel(workspace: Workspace, channel: Channel, viewer: string): Json {
  const others = [...channel.members].filter((member) => member !== viewer);
  const other = workspace.users.get(others[0] ?? viewer);
  return {
    id: channel.id,
    name: channel.kind === 'im' ? (other?.realName ?? channel.name) : channel.name,
    kind: channel.kind,
    topic: channel.topic,
    members: [...channel.members],
    ...(channel.kind === 'im' ? { other: other?.id } : {}),
    is_member: channel.members.has(viewer),
    latest: workspace.messagesFor(channel.id, viewer).at(-1)?.ts ?? null,
  };
}

export function showChannels(workspace: Workspace, viewer: string): Json[] {
  return [...workspace.channels.values()]
    .filter((channel) => workspace.canSee(channel, viewer))
    .map((channel) => showChannel(workspace, channel, viewer));
}

export function showWorkspace(workspace: Workspace, botUser: string): Json {
  return {
    team: TEAM,
    bot_user: botUser,
    users: [...workspace.users.values()].map((user) => ({
      id: user.id,
      name: user.name,
      real_name: user.realName,
      title: user.title,
      is_bot: user.isBot,
      is_guest: user.isGuest,
    })),
    user_groups: workspace.userGroups,
  };
}

export function showViews(interactions: Interactions, viewer: string): Json {
  const top = interactions.views.top(viewer);
  const home = interactions.views.home(viewer);
  return {
    modal: top === undefined ? null : interactions.views.present(top),
    home: home === undefined ? null : interactions.views.present(home),
  };
}
