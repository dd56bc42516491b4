/** conversations.*: channels, their history and their members. */
import type { Channel, Json, Message } from '../workspace/model.js';
import { presentChannel, presentMessage } from '../workspace/present.js';
import { findChannel, findReadableChannel } from './lookup.js';
import {
  type ApiContext,
  type ApiMethod,
  type Arguments,
  defineMethod,
  type NeedOf,
  page,
} from './method.js';
import { byChannelKind, scopeForKind } from './scopes.js';
import { SlackApiError } from './slack-api-error.js';

const KIND_NAMES: Record<Channel['kind'], string> = {
  public: 'public_channel',
  private: 'private_channel',
  im: 'im',
};

function askedKinds(args: Arguments): string[] {
  return (args.text('types') ?? 'public_channel').split(',').map((kind) => kind.trim());
}

/** Slack wants the scope of every kind of channel that is asked for. */
export const listScope: NeedOf = (args, ctx) => {
  for (const [kind, name] of Object.entries(KIND_NAMES) as [Channel['kind'], string][]) {
    const scope = scopeForKind(kind, 'read');
    if (askedKinds(args).includes(name) && !ctx.scopes.includes(scope)) return [scope];
  }
  return [];
};

/** The channels that `types` asks for and the bot may see. */
export function listChannels(args: Arguments, ctx: ApiContext): Channel[] {
  const kinds = askedKinds(args);
  return [...ctx.workspace.channels.values()].filter(
    (channel) => kinds.includes(KIND_NAMES[channel.kind]) && ctx.workspace.canSee(channel, ctx.botUser),
  );
}

/** Applies `oldest`, `latest` and `inclusive`. Timestamps have one width, so text order is time order. */
function within(messages: readonly Message[], args: Arguments): Message[] {
  const oldest = Number(args.text('oldest') ?? 0);
  const latest = Number(args.text('latest') ?? Number.POSITIVE_INFINITY);
  const isInclusive = args.flag('inclusive');
  return messages.filter((message) => {
    const ts = Number(message.ts);
    return isInclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest;
  });
}

function answerMessages(messages: readonly Message[], args: Arguments, ctx: ApiContext): Json {
  const { items, nextCursor } = page(messages, args);
  const includeMetadata = args.flag('include_all_metadata');
  return {
    messages: items.map((message) => presentMessage(ctx.workspace, message, { includeMetadata })),
    has_more: nextCursor !== '',
    ...(nextCursor === '' ? {} : { response_metadata: { next_cursor: nextCursor } }),
  };
}

export const conversationMethods: readonly ApiMethod[] = [
  defineMethod({
    name: 'conversations.list',
    tier: 2,
    scope: listScope,
    run(args, ctx) {
      const { items, nextCursor } = page(listChannels(args, ctx), args);
      return {
        channels: items.map((channel) => presentChannel(channel, ctx.botUser)),
        response_metadata: { next_cursor: nextCursor },
      };
    },
  }),
  defineMethod({
    name: 'conversations.info',
    tier: 3,
    scope: byChannelKind('read'),
    run(args, ctx) {
      const channel = findChannel(args, ctx);
      const canvas = ctx.canvases.list().find((one) => one.isChannelCanvas && one.channel === channel.id);
      return {
        channel: {
          ...presentChannel(channel, ctx.botUser),
          ...(canvas === undefined
            ? {}
            : { properties: { canvas: { file_id: canvas.id, is_empty: false } } }),
        },
      };
    },
  }),
  defineMethod({
    name: 'conversations.history',
    tier: 3,
    scope: byChannelKind('history'),
    run(args, ctx) {
      const channel = findReadableChannel(args, ctx);
      const topLevel = ctx.workspace
        .messagesIn(channel.id)
        .filter((message) => message.threadTs === undefined || message.isBroadcast);
      return answerMessages(within(topLevel, args).reverse(), args, ctx);
    },
  }),
  defineMethod({
    name: 'conversations.replies',
    tier: 3,
    scope: byChannelKind('history'),
    run(args, ctx) {
      const channel = findReadableChannel(args, ctx);
      const asked = ctx.workspace.find(channel.id, args.text('ts') ?? '');
      if (asked === undefined || asked.visibleOnlyTo !== undefined)
        throw new SlackApiError('thread_not_found');
      const parent = asked.threadTs === undefined ? asked : ctx.workspace.find(channel.id, asked.threadTs);
      const replies = within(ctx.workspace.repliesTo(channel.id, parent?.ts ?? asked.ts), args);
      return answerMessages([parent ?? asked, ...replies], args, ctx);
    },
  }),
  defineMethod({
    name: 'conversations.members',
    tier: 4,
    scope: byChannelKind('read'),
    run(args, ctx) {
      const { items, nextCursor } = page([...findChannel(args, ctx).members], args);
      return { members: items, response_metadata: { next_cursor: nextCursor } };
    },
  }),
  defineMethod({
    name: 'conversations.join',
    tier: 3,
    scope: ['channels:join'],
    run(args, ctx) {
      const channel = findChannel(args, ctx);
      if (channel.kind !== 'public') throw new SlackApiError('method_not_supported_for_channel_type');
      const isNew = ctx.workspace.join(channel, ctx.botUser);
      return {
        channel: presentChannel(channel, ctx.botUser),
        ...(isNew ? {} : { warning: 'already_in_channel' }),
      };
    },
  }),
  defineMethod({
    name: 'conversations.open',
    tier: 3,
    scope: ['im:write'],
    run(args, ctx) {
      const known = args.text('channel');
      if (known !== undefined) {
        const channel = findChannel(args, ctx);
        if (channel.kind !== 'im') throw new SlackApiError('channel_not_found');
        return { channel: presentChannel(channel, ctx.botUser) };
      }
      const users = args.required('users').split(',');
      const [user = ''] = users;
      // Group conversations are not kept here.
      if (users.length > 1) throw new SlackApiError('too_many_users');
      if (!ctx.workspace.users.has(user)) throw new SlackApiError('user_not_found');
      const isKnown = ctx.workspace.findDirect(ctx.botUser, user) !== undefined;
      const channel = ctx.workspace.openDirect(ctx.botUser, user);
      return {
        channel: args.flag('return_im') ? presentChannel(channel, ctx.botUser) : { id: channel.id },
        ...(isKnown ? { no_op: true, already_open: true } : {}),
      };
    },
  }),
];
