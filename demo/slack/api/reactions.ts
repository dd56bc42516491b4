/** reactions.*. */
import { presentMessage } from '../workspace/present.js';
import { findMessage, findReadableChannel } from './lookup.js';
import { type ApiMethod, defineMethod } from './method.js';
import { SlackApiError } from './slack-api-error.js';

export const reactionMethods: readonly ApiMethod[] = [
  defineMethod({
    name: 'reactions.add',
    tier: 3,
    scope: ['reactions:write'],
    run(args, ctx) {
      const message = findMessage(findReadableChannel(args, ctx), args.text('timestamp') ?? '', ctx);
      const name = args.required('name').replaceAll(':', '');
      if (!/^[a-z0-9_+'-]+$/.test(name)) throw new SlackApiError('invalid_name');
      if (!ctx.workspace.react(message, name, ctx.botUser)) throw new SlackApiError('already_reacted');
      return {};
    },
  }),
  defineMethod({
    name: 'reactions.remove',
    tier: 2,
    scope: ['reactions:write'],
    run(args, ctx) {
      const message = findMessage(findReadableChannel(args, ctx), args.text('timestamp') ?? '', ctx);
      const name = args.required('name').replaceAll(':', '');
      if (!ctx.workspace.unreact(message, name, ctx.botUser)) throw new SlackApiError('no_reaction');
      return {};
    },
  }),
  defineMethod({
    name: 'reactions.get',
    tier: 3,
    scope: ['reactions:read'],
    run(args, ctx) {
      const channel = findReadableChannel(args, ctx);
      const message = findMessage(channel, args.text('timestamp') ?? '', ctx);
      return { type: 'message', channel: channel.id, message: presentMessage(ctx.workspace, message) };
    },
  }),
];
