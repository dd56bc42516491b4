/** Asking the app for the choices of an external menu. */
import { checkOptions } from '../block-kit/check-options.js';
import { isJsonObject } from '../http/request.js';
import { APP_ID, TEAM, type Channel, type Json, type Message } from '../workspace/model.js';
import { presentMessage } from '../workspace/present.js';
import { messageSurface } from './choices.js';
import { interactiveElements } from './element-state.js';
import type { PeopleDeps } from './people-deps.js';
import {
  channelName,
  PersonError,
  presentActor,
  requireChannel,
  requireMessage,
  requireUser,
} from './references.js';
import type { StoredView } from './views.js';

export type OptionsResult =
  | { readonly ok: true; readonly options: readonly Json[]; readonly option_groups?: readonly Json[] }
  | { readonly ok: false; readonly error: string; readonly message: string; readonly options: readonly [] };

export interface OptionsInput {
  readonly user: string;
  readonly channel?: string | undefined;
  readonly ts?: string | undefined;
  readonly viewId?: string | undefined;
  readonly actionId: string;
  readonly blockId?: string | undefined;
  readonly query: string;
}

interface Surface {
  readonly name: string;
  readonly blocks: readonly Json[];
  readonly payload: Json;
}

const FAILED = 'Could not load the options. Try again?';

export function createOptions(deps: PeopleDeps) {
  const { workspace, interactions, deliveries } = deps;

  function surfaceOfView(view: StoredView): Surface {
    return {
      name: view.id,
      blocks: (view.content['blocks'] ?? []) as readonly Json[],
      payload: {
        container: { type: 'view', view_id: view.id },
        view: interactions.views.present(view),
      },
    };
  }

  function surfaceOfMessage(channel: Channel, message: Message): Surface {
    const isEphemeral = message.visibleOnlyTo !== undefined;
    return {
      name: messageSurface(channel.id, message.ts),
      blocks: message.blocks ?? [],
      payload: {
        container: {
          type: 'message',
          message_ts: message.ts,
          channel_id: channel.id,
          is_ephemeral: isEphemeral,
        },
        channel: { id: channel.id, name: channelName(channel) },
        ...(isEphemeral ? {} : { message: presentMessage(workspace, message) }),
      },
    };
  }

  function findSurface(input: OptionsInput): Surface {
    const user = requireUser(workspace, input.user);
    if (input.viewId !== undefined) {
      const view = interactions.views.find({ viewId: input.viewId });
      if (view === undefined) throw new PersonError('view_not_found', 'That view is no longer open.');
      return surfaceOfView(view);
    }
    if (input.channel === undefined || input.ts === undefined) {
      throw new PersonError('invalid_arguments', 'Name either a viewId, or a channel and a ts.');
    }
    const channel = requireChannel(workspace, input.channel, user);
    return surfaceOfMessage(channel, requireMessage(workspace, channel, input.ts, user));
  }

  return {
    /** What the app offers for this query; the options are remembered, so that one of them can be picked. */
    async suggest(input: OptionsInput): Promise<OptionsResult> {
      const user = requireUser(workspace, input.user);
      const surface = findSurface(input);
      const found = interactiveElements(surface.blocks).find(
        ({ blockId, element }) =>
          element['action_id'] === input.actionId &&
          (input.blockId === undefined || blockId === input.blockId) &&
          String(element['type']).endsWith('external_select'),
      );
      if (found === undefined) {
        throw new PersonError('action_not_found', `There is no external menu "${input.actionId}".`);
      }
      const outcome = await deliveries.request('interactive', {
        type: 'block_suggestion',
        user: presentActor(user),
        team: { id: TEAM.id, domain: TEAM.domain },
        enterprise: null,
        is_enterprise_install: false,
        api_app_id: APP_ID,
        token: 'local-verification-token',
        action_id: input.actionId,
        block_id: found.blockId,
        value: input.query,
        ...surface.payload,
      });
      if (!outcome.isAcked) return { ok: false, error: outcome.reason, message: FAILED, options: [] };
      const answer = isJsonObject(outcome.response) ? outcome.response : {};
      if (checkOptions(answer).length > 0) {
        return { ok: false, error: 'invalid_options', message: FAILED, options: [] };
      }
      const groups = (answer['option_groups'] ?? []) as Json[];
      const options = [
        ...((answer['options'] ?? []) as Json[]),
        ...groups.flatMap((group) => group['options'] as Json[]),
      ];
      interactions.choices.remember(surface.name, found.blockId, input.actionId, options);
      return groups.length === 0 ? { ok: true, options } : { ok: true, options, option_groups: groups };
    },
  };
}
