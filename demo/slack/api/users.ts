/** users.* and usergroups.*. */
import type { Json, User } from '../workspace/model.js';
import { TEAM } from '../workspace/model.js';
import { presentChannel, presentUser } from '../workspace/present.js';
import { listChannels, listScope } from './conversations.js';
import { type ApiContext, type ApiMethod, defineMethod, page } from './method.js';
import { SlackApiError } from './slack-api-error.js';

function found(user: User | undefined, error: string): User {
  if (user === undefined) throw new SlackApiError(error);
  return user;
}

/** Mail addresses need a scope of their own. */
function present(user: User, ctx: ApiContext): Json {
  return presentUser(user, { includeEmail: ctx.scopes.includes('users:read.email') });
}

export const userMethods: readonly ApiMethod[] = [
  defineMethod({
    name: 'users.info',
    tier: 4,
    scope: ['users:read'],
    run: (args, ctx) => ({
      user: present(found(ctx.workspace.users.get(args.text('user') ?? ''), 'user_not_found'), ctx),
    }),
  }),
  defineMethod({
    name: 'users.list',
    tier: 2,
    scope: ['users:read'],
    run(args, ctx) {
      const { items, nextCursor } = page([...ctx.workspace.users.values()], args);
      return {
        members: items.map((user) => present(user, ctx)),
        response_metadata: { next_cursor: nextCursor },
      };
    },
  }),
  defineMethod({
    name: 'users.lookupByEmail',
    tier: 3,
    scope: ['users:read.email'],
    run(args, ctx) {
      const email = args.required('email').toLowerCase();
      const user = [...ctx.workspace.users.values()].find((one) => !one.isBot && one.email === email);
      return { user: present(found(user, 'users_not_found'), ctx) };
    },
  }),
  defineMethod({
    name: 'users.conversations',
    tier: 3,
    scope: listScope,
    run(args, ctx) {
      const user = args.text('user') ?? ctx.botUser;
      const mine = listChannels(args, ctx).filter((channel) => channel.members.has(user));
      const { items, nextCursor } = page(mine, args);
      return {
        channels: items.map((channel) => presentChannel(channel, ctx.botUser)),
        response_metadata: { next_cursor: nextCursor },
      };
    },
  }),
  defineMethod({
    name: 'usergroups.list',
    tier: 2,
    scope: ['usergroups:read'],
    run: (args, ctx) => ({
      usergroups: ctx.workspace.userGroups().map((group) => ({
        id: group.id,
        team_id: TEAM.id,
        is_usergroup: true,
        name: group.name,
        handle: group.handle,
        description: '',
        date_delete: 0,
        user_count: group.users.length,
        ...(args.flag('include_users') ? { users: group.users } : {}),
      })),
    }),
  }),
  defineMethod({
    name: 'usergroups.users.list',
    tier: 2,
    scope: ['usergroups:read'],
    run(args, ctx) {
      const group = ctx.workspace.userGroups().find((one) => one.id === args.required('usergroup'));
      if (group === undefined) throw new SlackApiError('no_such_subteam');
      return { users: group.users };
    },
  }),
];
