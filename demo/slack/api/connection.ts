/** auth.test, api.test, team.info and the opening of Socket Mode. */
import { APP_ID, TEAM } from '../workspace/model.js';
import { type ApiMethod, defineMethod } from './method.js';
import { SlackApiError } from './slack-api-error.js';

export const connectionMethods: readonly ApiMethod[] = [
  defineMethod({
    name: 'auth.test',
    tier: 'none',
    scope: [],
    run(_args, ctx) {
      const bot = ctx.workspace.users.get(ctx.botUser);
      return {
        url: `${ctx.baseUrl()}/`,
        team: TEAM.name,
        team_id: TEAM.id,
        user: bot?.name,
        user_id: ctx.botUser,
        bot_id: bot?.botId,
        app_id: APP_ID,
        is_enterprise_install: false,
      };
    },
  }),
  defineMethod({ name: 'api.test', tier: 'none', scope: [], run: (args) => ({ args: args.raw }) }),
  defineMethod({
    name: 'team.info',
    tier: 3,
    scope: ['team:read'],
    run: () => ({ team: { id: TEAM.id, name: TEAM.name, domain: TEAM.domain } }),
  }),
  defineMethod({
    name: 'bots.info',
    tier: 3,
    scope: ['users:read'],
    run(args, ctx) {
      const asked = args.text('bot');
      const bot = [...ctx.workspace.users.values()].find((user) => user.isBot && user.botId === asked);
      if (bot === undefined) throw new SlackApiError('bot_not_found');
      return { bot: { id: bot.botId, deleted: false, name: bot.realName, app_id: APP_ID, user_id: bot.id } };
    },
  }),
  defineMethod({
    name: 'apps.connections.open',
    tier: 1,
    scope: [],
    token: 'app',
    run: (_args, ctx) => ({ url: ctx.openSocketUrl() }),
  }),
];
