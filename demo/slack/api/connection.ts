/** auth.test, api.test, team.info and the opening of Socket Mode. */
import { APP_ID, TEAM } from '../workspace/model.js';
import { type ApiMethod, defineMethod } from './method.js';

export const connectionMethods: readonly ApiMethod[] = [
  defineMethod({
    name: 'auth.test',
    tier: 'none',
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
  defineMethod({ name: 'api.test', tier: 'none', run: (args) => ({ args: args.raw }) }),
  defineMethod({
    name: 'team.info',
    tier: 3,
    run: () => ({ team: { id: TEAM.id, name: TEAM.name, domain: TEAM.domain } }),
  }),
  defineMethod({
    name: 'apps.connections.open',
    tier: 1,
    token: 'app',
    run: (_args, ctx) => ({ url: ctx.openSocketUrl() }),
  }),
];
