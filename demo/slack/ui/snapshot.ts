/** What one person sees, in the shapes of `shapes.ts`. */
import { slackFilesIn } from '../block-kit/slack-files.js';
import { isJsonObject } from '../http/request.js';
import type { Interactions } from '../people/interactions.js';
import type { AppShortcut } from '../people/app-shortcut.js';
import type { SlashCommand } from '../people/slash-command.js';
import type { AgentThreads } from '../workspace/agent-threads.js';
import type { Canvas, Canvases } from '../workspace/canvases.js';
import type { Channel, Json, Message } from '../workspace/model.js';
import { TEAM } from '../workspace/model.js';
import { presentMessage } from '../workspace/present.js';
import type { Workspace } from '../workspace/workspace.js';
import type {
  ShownAgent,
  ShownCanvas,
  ShownChannel,
  ShownFile,
  ShownMessage,
  ShownViews,
  ShownWorkspace,
} from './shapes.js';

/** Gives every picture that stands for an uploaded file an address the page can load. */
function withPictures(workspace: Workspace, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withPictures(workspace, item));
  if (!isJsonObject(value)) return value;
  const reference = value['slack_file'];
  if (value['type'] === 'image' && isJsonObject(reference)) {
    const file = workspace.files.findReferenced(reference);
    return file === undefined ? value : { ...value, image_url: workspace.files.urlOf(file) };
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) => [name, withPictures(workspace, inside)]),
  );
}

/** The blocks as they are; rebuilt only when a picture in them needs an address. */
function showBlocks(
  workspace: Workspace,
  blocks: readonly Json[] | undefined,
): { readonly blocks?: readonly Json[] } {
  if (blocks === undefined) return {};
  if (slackFilesIn(blocks, '').length === 0) return { blocks };
  return { blocks: blocks.map((block) => withPictures(workspace, block) as Json) };
}

/** A message as `conversations.history` gives it, with what only a client knows. */
export function showMessage(workspace: Workspace, message: Message): ShownMessage {
  const presented = presentMessage(workspace, message, { includeMetadata: true }) as Json & ShownMessage;
  return {
    ...presented,
    ...showBlocks(workspace, message.blocks),
    ...(message.files.length === 0 ? {} : { files: message.files.map((id) => showFile(workspace, id)) }),
    ...(message.stream?.isOpen === true ? { streaming: true } : {}),
    channel: message.channel,
    is_ephemeral: message.visibleOnlyTo !== undefined,
  };
}

export function showFile(workspace: Workspace, id: string): ShownFile {
  const file = workspace.files.get(id);
  return file === undefined ? { ...DELETED_FILE, id } : (workspace.files.present(file) as Json & ShownFile);
}

const DELETED_FILE = {
  name: '',
  title: 'This file was deleted.',
  mode: 'tombstone',
  mimetype: '',
  filetype: '',
  size: 0,
  url_private: '',
  permalink: '',
};

export function showChannel(workspace: Workspace, channel: Channel, viewer: string): ShownChannel {
  const others = [...channel.members].filter((member) => member !== viewer);
  const other = workspace.users.get(others[0] ?? viewer);
  return {
    id: channel.id,
    name: channel.kind === 'im' ? (other?.realName ?? channel.name) : channel.name,
    kind: channel.kind,
    topic: channel.topic,
    members: [...channel.members],
    ...(channel.kind === 'im' && other !== undefined ? { other: other.id } : {}),
    is_member: channel.members.has(viewer),
    latest: workspace.messagesFor(channel.id, viewer).at(-1)?.ts ?? null,
  };
}

export function showChannels(workspace: Workspace, viewer: string): ShownChannel[] {
  return [...workspace.channels.values()]
    .filter((channel) => workspace.canSee(channel, viewer))
    .map((channel) => showChannel(workspace, channel, viewer));
}

export function showWorkspace(
  workspace: Workspace,
  app: { botUser: string; commands: readonly SlashCommand[]; shortcuts: readonly AppShortcut[] },
): Omit<ShownWorkspace, 'panel'> {
  return {
    team: TEAM,
    bot_user: app.botUser,
    users: [...workspace.users.values()].map((user) => ({
      id: user.id,
      name: user.name,
      real_name: user.realName,
      title: user.title,
      is_bot: user.isBot,
      is_guest: user.isGuest,
    })),
    user_groups: workspace.userGroups(),
    commands: app.commands,
    shortcuts: app.shortcuts,
  };
}

export function showViews(workspace: Workspace, interactions: Interactions, viewer: string): ShownViews {
  const { views } = interactions;
  const show = (view: ReturnType<typeof views.top>): Json | null =>
    view === undefined
      ? null
      : {
          ...views.present(view),
          ...showBlocks(workspace, view.content['blocks'] as readonly Json[] | undefined),
        };
  return { modal: show(views.top(viewer)), home: show(views.home(viewer)), depth: views.depth(viewer) };
}

export function showAgent(
  workspace: Workspace,
  agents: AgentThreads,
  viewer: string,
  botUser: string,
): ShownAgent {
  const { id } = workspace.openDirect(viewer, botUser);
  const { title, prompts } = agents.promptsOf(id);
  const visible = agents.list().filter(({ channel }) => {
    const place = workspace.channels.get(channel);
    return place !== undefined && workspace.canSee(place, viewer);
  });
  return {
    channel: id,
    prompts,
    prompts_title: title ?? null,
    threads: Object.fromEntries(
      visible
        .filter(({ channel }) => channel === id)
        .map((thread) => [
          thread.threadTs,
          {
            status: thread.status,
            loading_messages: thread.loadingMessages,
            title: thread.title,
            prompts: thread.prompts,
          },
        ]),
    ),
    statuses: visible
      .filter(({ channel, status }) => channel !== id && status !== '')
      .map(({ channel, threadTs, status, loadingMessages }) => ({
        channel,
        thread_ts: threadTs,
        status,
        loading_messages: loadingMessages,
      })),
  };
}

export function showCanvas(canvases: Canvases, canvas: Canvas, baseUrl: string): ShownCanvas {
  return {
    id: canvas.id,
    title: canvas.title,
    markdown: canvases.markdownOf(canvas),
    channel: canvas.channel ?? null,
    is_channel_canvas: canvas.isChannelCanvas,
    user: canvas.user,
    updated: canvas.updatedSeconds,
    permalink: `${baseUrl}/docs/${canvas.id}`,
  };
}

export function showCanvases(canvases: Canvases, channel: string, baseUrl: string): ShownCanvas[] {
  return canvases
    .list()
    .filter((canvas) => canvas.channel === channel)
    .map((canvas) => showCanvas(canvases, canvas, baseUrl));
}
