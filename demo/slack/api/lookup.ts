/** Finds what arguments refer to, with Slack's error when it is not there or not the bot's to see. */
import type { Channel, Message } from '../workspace/model.js';
import { type ApiContext, type Arguments } from './method.js';
import { SlackApiError } from './slack-api-error.js';

/** By id; Slack takes names in `chat.postMessage` only. */
export function findChannel(args: Arguments, ctx: ApiContext): Channel {
  return visible(ctx.workspace.channels.get(args.text('channel') ?? ''), ctx);
}

/** By id, by `name` or by `#name`. */
export function findChannelByAnyName(args: Arguments, ctx: ApiContext): Channel {
  return visible(ctx.workspace.findChannel(args.text('channel') ?? ''), ctx);
}

function visible(channel: Channel | undefined, ctx: ApiContext): Channel {
  if (channel === undefined || !ctx.workspace.canSee(channel, ctx.botUser)) {
    throw new SlackApiError('channel_not_found');
  }
  return channel;
}

/** A channel whose messages the bot may read: only those it belongs to. */
export function findReadableChannel(args: Arguments, ctx: ApiContext): Channel {
  const channel = findChannel(args, ctx);
  if (!channel.members.has(ctx.botUser)) throw new SlackApiError('not_in_channel');
  return channel;
}

/** A message that has a place in history. */
export function findMessage(channel: Channel, ts: string, ctx: ApiContext): Message {
  const message = ctx.workspace.find(channel.id, ts);
  if (message === undefined || message.visibleOnlyTo !== undefined)
    throw new SlackApiError('message_not_found');
  return message;
}
