/** reactions.*. */
import type { Message } from '../workspace/model.js';
import { presentMessage } from '../workspace/present.js';
import { findMessage, findReadableChannel } from './lookup.js';
import { type ApiContext, type ApiMethod, type Arguments, defineMethod } from './method.js';
import { SlackApiError } from './slack-api-error.js';

function findPointedAt(args: Arguments, ctx: ApiContext): Message {
  return findMessage(findReadableChannel(args, ctx), args.text('timestamp') ?? '', ctx);
}

/** With or without colons around it. */
function nameIn(args: Arguments): string {
  return args.required('name').replaceAll(':', '');
}

export const reactionMethods: readonly ApiMethod[] = [
  defineMethod({
    name: 'reactions.add',
    tier: 3,
    scope: ['reactions:write'],
    run(args, ctx) {
      const message = findPointedAt(args, ctx);
      const name = nameIn(args);
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
      const message = findPointedAt(args, ctx);
      const name = nameIn(args);
      if (!ctx.workspace.unreact(message, name, ctx.botUser)) throw new SlackApiError('no_reaction');
      return {};
    },
  }),
  defineMethod({
    name: 'reactions.get',
    tier: 3,
    scope: ['reactions:read'],
    run(args, ctx) {
      const message = findPointedAt(args, ctx);
      return { type: 'message', channel: message.channel, message: presentMessage(ctx.workspace, message) };
    },
  }),
];
