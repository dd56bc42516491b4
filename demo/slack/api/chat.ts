/** chat.*: posting, editing and deleting messages. */
import { checkBlocks } from '../block-kit/check-blocks.js';
import type { Channel, Json, Message, MessageContent } from '../workspace/model.js';
import { presentMessage } from '../workspace/present.js';
import { type ApiContext, type ApiMethod, type Arguments, defineMethod } from './method.js';
import { SlackApiError } from './slack-api-error.js';
import { findChannel, findChannelByAnyName } from './lookup.js';

/** Slack cuts longer texts in posts and refuses them in updates; one answer for both keeps callers honest. */
const MAX_TEXT = 40_000;
const MAX_ATTACHMENTS = 100;

/** The channel a post goes to: a channel, or a person's direct conversation with the bot. */
function findTarget(args: Arguments, ctx: ApiContext): Channel {
  const reference = args.text('channel') ?? '';
  if (ctx.workspace.users.has(reference)) return ctx.workspace.openDirect(ctx.botUser, reference);
  const channel = findChannelByAnyName(args, ctx);
  if (!channel.members.has(ctx.botUser)) throw new SlackApiError('not_in_channel');
  return channel;
}

function readContent(args: Arguments): Partial<MessageContent> {
  const blocks = args.list('blocks', 'invalid_blocks_format');
  const attachments = args.list('attachments', 'invalid_attachments');
  const metadata = args.object('metadata', 'invalid_metadata_format');
  const text = args.text('text');
  if (text !== undefined && text.length > MAX_TEXT) throw new SlackApiError('msg_too_long');
  if (blocks !== undefined) checkBlocks(blocks, 'message');
  if (attachments !== undefined && attachments.length > MAX_ATTACHMENTS) {
    throw new SlackApiError('too_many_attachments');
  }
  for (const attachment of attachments ?? []) {
    if (Array.isArray(attachment['blocks'])) checkBlocks(attachment['blocks'] as Json[], 'message');
  }
  if (
    metadata !== undefined &&
    (typeof metadata['event_type'] !== 'string' || typeof metadata['event_payload'] !== 'object')
  ) {
    throw new SlackApiError('invalid_metadata_schema');
  }
  return {
    ...(text === undefined ? {} : { text }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

function requireSomething(content: Partial<MessageContent>): void {
  const isEmpty =
    (content.text ?? '') === '' &&
    (content.blocks ?? []).length === 0 &&
    (content.attachments ?? []).length === 0;
  if (isEmpty) throw new SlackApiError('no_text');
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
    run(args, ctx) {
      const channel = findTarget(args, ctx);
      const content = readContent(args);
      requireSomething(content);
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
    run(args, ctx) {
      const message = findOwn(args, ctx, 'cant_update_message');
      const content = readContent(args);
      requireSomething(content);
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
    run(args, ctx) {
      const message = findOwn(args, ctx, 'cant_delete_message');
      ctx.workspace.remove(message, ctx.botUser);
      return { channel: message.channel, ts: message.ts };
    },
  }),
  defineMethod({
    name: 'chat.postEphemeral',
    tier: 4,
    run(args, ctx) {
      const channel = findChannel(args, ctx);
      const user = args.required('user');
      if (!channel.members.has(ctx.botUser)) throw new SlackApiError('not_in_channel');
      if (!ctx.workspace.users.has(user)) throw new SlackApiError('user_not_found');
      if (!channel.members.has(user)) throw new SlackApiError('user_not_in_channel');
      const content = readContent(args);
      requireSomething(content);
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
