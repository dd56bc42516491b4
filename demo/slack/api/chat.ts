/** chat.*: posting, editing and deleting messages. */
import type { Channel, Message } from '../workspace/model.js';
import { presentMessage } from '../workspace/present.js';
import { findChannel, findChannelByAnyName } from './lookup.js';
import { readMessageContent } from './message-content.js';
import { type ApiContext, type ApiMethod, type Arguments, defineMethod } from './method.js';
import { SlackApiError } from './slack-api-error.js';

/** The channel a post goes to: a channel, or a person's direct conversation with the bot. */
function findTarget(args: Arguments, ctx: ApiContext): Channel {
  const reference = args.text('channel') ?? '';
  if (ctx.workspace.users.has(reference)) return ctx.workspace.openDirect(ctx.botUser, reference);
  const channel = findChannelByAnyName(args, ctx);
  const mayPostAnywhere = channel.kind === 'public' && ctx.scopes.includes('chat:write.public');
  if (!channel.members.has(ctx.botUser) && !mayPostAnywhere) throw new SlackApiError('not_in_channel');
  return channel;
}

function findOwn(args: Arguments, ctx: ApiContext, notOwn: string): Message {
  const channel = findChannel(args, ctx);
  const message = ctx.workspace.find(channel.id, args.text('ts') ?? '');
  if (message === undefined || message.visibleOnlyTo !== undefined || message.subtype === 'tombstone') {
    throw new SlackApiError('message_not_found');
  }
  if (message.user !== ctx.botUser) throw new SlackApiError(notOwn);
  return message;
}

export const chatMethods: readonly ApiMethod[] = [
  defineMethod({
    name: 'chat.postMessage',
    tier: 'post',
    scope: ['chat:write'],
    run(args, ctx) {
      const channel = findTarget(args, ctx);
      const content = readMessageContent(args, ctx);
      const message = ctx.workspace.post({
        ...content,
        channel: channel.id,
        user: ctx.botUser,
        threadTs: args.text('thread_ts'),
        isBroadcast: args.flag('reply_broadcast'),
      });
      return {
        channel: channel.id,
        ts: message.ts,
        message: presentMessage(ctx.workspace, message, { includeMetadata: true }),
      };
    },
  }),
  defineMethod({
    name: 'chat.update',
    tier: 3,
    scope: ['chat:write'],
    run(args, ctx) {
      const message = findOwn(args, ctx, 'cant_update_message');
      if (ctx.streams.findOpen(message) !== undefined) throw new SlackApiError('streaming_state_conflict');
      const content = readMessageContent(args, ctx);
      // Text without blocks replaces the blocks; what is not named at all is kept.
      const blocks = content.blocks ?? (content.text === undefined ? message.blocks : undefined);
      ctx.workspace.edit(message, { ...content, blocks }, ctx.botUser);
      return {
        channel: message.channel,
        ts: message.ts,
        text: message.text,
        message: presentMessage(ctx.workspace, message, { includeMetadata: true }),
      };
    },
  }),
  defineMethod({
    name: 'chat.delete',
    tier: 3,
    scope: ['chat:write'],
    run(args, ctx) {
      const message = findOwn(args, ctx, 'cant_delete_message');
      ctx.workspace.remove(message, ctx.botUser);
      return { channel: message.channel, ts: message.ts };
    },
  }),
  defineMethod({
    name: 'chat.postEphemeral',
    tier: 4,
    scope: ['chat:write'],
    run(args, ctx) {
      const channel = findChannel(args, ctx);
      const user = args.required('user');
      if (!channel.members.has(ctx.botUser)) throw new SlackApiError('not_in_channel');
      if (!ctx.workspace.users.has(user)) throw new SlackApiError('user_not_found');
      if (!channel.members.has(user)) throw new SlackApiError('user_not_in_channel');
      const content = readMessageContent(args, ctx);
      const message = ctx.workspace.post({
        ...content,
        channel: channel.id,
        user: ctx.botUser,
        threadTs: args.text('thread_ts'),
        visibleOnlyTo: user,
      });
      return { message_ts: message.ts };
    },
  }),
  defineMethod({
    name: 'chat.getPermalink',
    tier: 'none',
    scope: [],
    run(args, ctx) {
      const channel = findChannel(args, ctx);
      const ts = args.text('message_ts') ?? '';
      const message = ctx.workspace.find(channel.id, ts);
      if (message === undefined) throw new SlackApiError('message_not_found');
      return { channel: channel.id, permalink: permalink(ctx.baseUrl(), message) };
    },
  }),
];

/** Opens the page at that message. */
function permalink(baseUrl: string, message: Message): string {
  const link = `${baseUrl}/archives/${message.channel}/p${message.ts.replace('.', '')}`;
  return message.threadTs === undefined
    ? link
    : `${link}?thread_ts=${message.threadTs}&cid=${message.channel}`;
}
