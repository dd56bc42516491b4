/** Shortcuts of the app: from a message's menu, or from anywhere. */
import { APP_ID, TEAM } from '../workspace/model.js';
import { presentMessage } from '../workspace/present.js';
import { failureText } from './failure-text.js';
import type { PeopleDeps, PersonResult } from './people-deps.js';
import {
  channelName,
  PersonError,
  presentActor,
  requireChannel,
  requireMessage,
  requireUser,
} from './references.js';

export function createShortcuts(deps: PeopleDeps) {
  const { workspace, interactions, deliveries, log } = deps;

  return {
    /** Runs a shortcut; `channel` and `ts` name the message for one of kind `message`. */
    async shortcut(input: {
      user: string;
      callbackId: string;
      channel?: string | undefined;
      ts?: string | undefined;
    }): Promise<PersonResult> {
      const user = requireUser(workspace, input.user);
      const shortcut = deps.shortcuts.find((one) => one.callbackId === input.callbackId);
      if (shortcut === undefined) {
        throw new PersonError('shortcut_not_found', `There is no shortcut "${input.callbackId}".`);
      }
      const shared = {
        token: 'local-verification-token',
        team: { id: TEAM.id, domain: TEAM.domain },
        enterprise: null,
        is_enterprise_install: false,
        user: presentActor(user),
        api_app_id: APP_ID,
        callback_id: shortcut.callbackId,
        trigger_id: interactions.triggers.issue(user.id, input.channel),
        action_ts: `${(deps.now() / 1000).toFixed(6)}`,
      };
      log.append({
        kind: 'person',
        user: user.id,
        did: 'shortcut',
        details: { callbackId: shortcut.callbackId, channel: input.channel, ts: input.ts },
      });
      if (shortcut.kind === 'global') return send(shortcut.name, { ...shared, type: 'shortcut' });
      if (input.channel === undefined || input.ts === undefined) {
        throw new PersonError(
          'invalid_arguments',
          `${shortcut.name} needs a message: name a channel and a ts.`,
        );
      }
      const channel = requireChannel(workspace, input.channel, user);
      const message = requireMessage(workspace, channel, input.ts, user);
      if (message.visibleOnlyTo !== undefined) {
        throw new PersonError('message_not_found', 'Shortcuts do not work on messages only you can see.');
      }
      return send(shortcut.name, {
        ...shared,
        type: 'message_action',
        channel: { id: channel.id, name: channelName(channel) },
        message_ts: message.ts,
        message: presentMessage(workspace, message),
        response_url: interactions.responseUrls.issue({ user: user.id, channel: channel.id, message }),
      });
    },
  };

  async function send(name: string, payload: Record<string, unknown>): Promise<PersonResult> {
    const outcome = await deliveries.request('interactive', payload);
    if (outcome.isAcked) return { ok: true };
    return { ok: false, error: outcome.reason, message: failureText(name, outcome.reason) };
  }
}
