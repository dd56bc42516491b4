/** Slash commands, as a person types them. */
import { SlackApiError } from '../api/slack-api-error.js';
import { isJsonObject } from '../http/request.js';
import { APP_ID, TEAM } from '../workspace/model.js';
import { encodeText, escapeReserved } from './encode-text.js';
import { failureText } from './failure-text.js';
import type { PeopleDeps, PersonResult } from './people-deps.js';
import { channelName, requireChannel, requireUser } from './references.js';

export function createCommands(deps: PeopleDeps) {
  const { workspace, interactions, deliveries, log } = deps;

  return {
    /** Runs `/command text`; resolves when the app has answered or Slack has given up on it. */
    async command(input: {
      user: string;
      channel: string;
      /** The whole line, for example `/incident list`. */
      text: string;
      threadTs?: string | undefined;
    }): Promise<PersonResult> {
      const user = requireUser(workspace, input.user);
      const channel = requireChannel(workspace, input.channel, user);
      const [, command = '', text = ''] = /^\s*(\/\S*)\s*([\s\S]*)$/.exec(input.text) ?? [];
      log.append({
        kind: 'person',
        user: user.id,
        did: 'command',
        details: { channel: channel.id, command, text },
      });
      const registered = deps.commands.find((known) => known.command === command);
      if (registered === undefined) {
        return refuse('invalid_command', `${command || input.text} is not a valid command.`);
      }
      // Slack does not run the commands of apps inside threads.
      if (input.threadTs !== undefined) {
        return refuse('not_in_thread', `${command} is not supported in threads. Sorry!`);
      }
      const outcome = await deliveries.request('slash_commands', {
        token: 'local-verification-token',
        team_id: TEAM.id,
        team_domain: TEAM.domain,
        channel_id: channel.id,
        channel_name: channelName(channel),
        user_id: user.id,
        user_name: user.name,
        command,
        text: registered.shouldEscape
          ? encodeText(workspace, text.trim(), { withNames: true })
          : escapeReserved(text.trim()),
        api_app_id: APP_ID,
        is_enterprise_install: 'false',
        response_url: interactions.responseUrls.issue({ user: user.id, channel: channel.id }),
        trigger_id: interactions.triggers.issue(user.id, channel.id),
      });
      if (!outcome.isAcked) return refuse(outcome.reason, failureText(command, outcome.reason));
      const body =
        typeof outcome.response === 'string' && outcome.response.trim() !== ''
          ? { text: outcome.response }
          : outcome.response;
      if (!isJsonObject(body) || Object.keys(body).length === 0) return { ok: true };
      try {
        interactions.responseUrls.apply({ user: user.id, channel: channel.id, message: undefined }, body);
        return { ok: true };
      } catch (error) {
        if (!(error instanceof SlackApiError)) throw error;
        return refuse(error.code, `${command} failed with the error "${error.code}"`);
      }
    },
  };
}

function refuse(error: string, message: string): PersonResult {
  return { ok: false, error, message };
}
