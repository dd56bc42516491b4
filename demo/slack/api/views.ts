/** views.*: modals and the Home tab. */
import { checkView } from '../block-kit/check-view.js';
import type { Json } from '../workspace/model.js';
import { type ApiContext, type ApiMethod, type Arguments, defineMethod } from './method.js';
import { SlackApiError } from './slack-api-error.js';

function readView(args: Arguments, ctx: ApiContext, kind: 'modal' | 'home'): Json {
  const view = args.object('view', 'invalid_arguments');
  if (view === undefined || view['type'] !== kind) {
    throw new SlackApiError('invalid_arguments', {
      response_metadata: { messages: [`[ERROR] view must be an object of type ${kind}`] },
    });
  }
  checkView(view, ctx.workspace.files);
  return view;
}

export const viewMethods: readonly ApiMethod[] = [
  defineMethod({
    name: 'views.open',
    tier: 4,
    scope: [],
    run(args, ctx) {
      const view = readView(args, ctx, 'modal');
      return { view: ctx.interactions.views.open(args.text('trigger_id') ?? '', view, { isPush: false }) };
    },
  }),
  defineMethod({
    name: 'views.push',
    tier: 4,
    scope: [],
    run(args, ctx) {
      const view = readView(args, ctx, 'modal');
      return { view: ctx.interactions.views.open(args.text('trigger_id') ?? '', view, { isPush: true }) };
    },
  }),
  defineMethod({
    name: 'views.update',
    tier: 4,
    scope: [],
    run(args, ctx) {
      const view = readView(args, ctx, 'modal');
      const reference = { viewId: args.text('view_id'), externalId: args.text('external_id') };
      return { view: ctx.interactions.views.update(reference, view, args.text('hash')) };
    },
  }),
  defineMethod({
    name: 'views.publish',
    tier: 4,
    scope: [],
    run(args, ctx) {
      const user = args.required('user_id');
      if (!ctx.workspace.users.has(user)) throw new SlackApiError('user_not_found');
      return { view: ctx.interactions.views.publish(user, readView(args, ctx, 'home'), args.text('hash')) };
    },
  }),
];
