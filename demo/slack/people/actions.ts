/** Clicks and choices on interactive elements, in messages, modals and the Home tab. */
import { randomBytes } from 'node:crypto';
import { APP_ID, TEAM, type Channel, type Json, type Message } from '../workspace/model.js';
import { presentMessage } from '../workspace/present.js';
import { messageSurface as surfaceName } from './choices.js';
import { buildElementState, buildState, type Entered, type EnteredValues } from './element-state.js';
import type { PeopleDeps, PersonResult } from './people-deps.js';
import {
  channelName,
  PersonError,
  presentActor,
  requireChannel,
  requireMessage,
  requireUser,
} from './references.js';
import type { StoredView } from './views.js';

/** What somebody clicked. `value` is the chosen option's value or the entered text; buttons need none. */
export interface ActionInput {
  readonly user: string;
  readonly actionId: string;
  /** Needed only when several blocks hold this action_id. */
  readonly blockId?: string | undefined;
  readonly value?: Entered | undefined;
  /** Tells elements with the same action_id apart by their own value, as a person does by their label. */
  readonly buttonValue?: string | undefined;
  readonly values?: EnteredValues | undefined;
  /** The click is on a button that is not there: a client was slow to notice, or somebody makes clicks up. */
  readonly forged?: ForgedButton | undefined;
}

export interface ForgedButton {
  /** What the button would carry. */
  readonly value: string;
  /** The workspace that the person belongs to, when it is not this one. */
  readonly teamId?: string;
}

interface Placed {
  readonly blockId: string;
  readonly element: Json;
}

/** An input tells the app of a change only when its block asks for that. */
function isSilent(blocks: readonly Json[], { blockId }: Placed): boolean {
  const block = blocks.find((one) => one['block_id'] === blockId);
  return block?.['type'] === 'input' && block['dispatch_action'] !== true;
}

function blocksOf(view: StoredView): readonly Json[] {
  return (view.content['blocks'] ?? []) as readonly Json[];
}

export function createActions(deps: PeopleDeps) {
  const { workspace, interactions, deliveries, log } = deps;

  function findElement(elements: readonly Placed[], input: ActionInput): Placed {
    const found = elements.find(
      ({ blockId, element }) =>
        element['action_id'] === input.actionId &&
        (input.blockId === undefined || blockId === input.blockId) &&
        (input.buttonValue === undefined || element['value'] === input.buttonValue),
    );
    if (found === undefined) {
      throw new PersonError(
        'action_not_found',
        `There is nothing with the action id "${input.actionId}" to click.`,
      );
    }
    return found;
  }

  function describeAction({ blockId, element }: Placed, input: ActionInput): Json {
    return {
      action_id: element['action_id'],
      block_id: blockId,
      ...(element['style'] === undefined ? {} : { style: element['style'] }),
      ...(element['placeholder'] === undefined ? {} : { placeholder: element['placeholder'] }),
      ...(element['confirm'] === undefined ? {} : { confirm: element['confirm'] }),
      ...buildElementState(element, input.value ?? null),
      action_ts: `${(deps.now() / 1000).toFixed(3)}${(randomBytes(2).readUInt16BE() % 900) + 100}`,
    };
  }

  async function send(input: ActionInput, surface: Json): Promise<PersonResult> {
    const user = requireUser(workspace, input.user);
    log.append({
      kind: 'person',
      user: user.id,
      did: 'action',
      details: { ...(surface['container'] as Json), actionId: input.actionId },
    });
    const outcome = await deliveries.request('interactive', {
      type: 'block_actions',
      user: { ...presentActor(user), ...(input.forged?.teamId && { team_id: input.forged.teamId }) },
      api_app_id: APP_ID,
      token: 'local-verification-token',
      trigger_id: interactions.triggers.issue(
        user.id,
        (surface['channel'] as { id: string } | undefined)?.id,
      ),
      team: { id: TEAM.id, domain: TEAM.domain },
      enterprise: null,
      is_enterprise_install: false,
      ...surface,
    });
    if (outcome.isAcked) return { ok: true };
    const error = outcome.reason === 'http_timeout' ? 'operation_timeout' : outcome.reason;
    return {
      ok: false,
      error,
      message: 'Oops, something went wrong: the app did not respond. Please try again.',
    };
  }

  function messageSurface(channel: Channel, message: Message, input: ActionInput): Json {
    const elements = interactions.choices.elementsOf(
      surfaceName(channel.id, message.ts),
      message.blocks ?? [],
    );
    const isEphemeral = message.visibleOnlyTo !== undefined;
    return {
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: channel.id,
        is_ephemeral: isEphemeral,
        ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
      },
      channel: { id: channel.id, name: channelName(channel) },
      // Slack leaves the message out when only one person sees it.
      ...(isEphemeral ? {} : { message: presentMessage(workspace, message) }),
      state: buildState(elements, input.values ?? {}),
      response_url: interactions.responseUrls.issue({
        user: requireUser(workspace, input.user).id,
        channel: channel.id,
        message,
      }),
      actions: [describeAction(placeOf(elements, input), input)],
    };
  }

  function placeOf(elements: readonly Placed[], input: ActionInput): Placed {
    const { actionId, forged } = input;
    if (!forged) return findElement(elements, input);
    return { blockId: 'forged', element: { type: 'button', action_id: actionId, value: forged.value } };
  }

  function viewSurface(view: StoredView, input: ActionInput): Json {
    const elements = interactions.choices.elementsOf(view.id, blocksOf(view));
    const state = buildState(elements, input.values ?? {});
    return {
      container: { type: 'view', view_id: view.id },
      view: interactions.views.present(view, state),
      actions: [describeAction(findElement(elements, input), input)],
    };
  }

  const DONE: PersonResult = { ok: true };

  return {
    /** Uses an element of a message. */
    async click(input: ActionInput & { channel: string; ts: string }): Promise<PersonResult> {
      const user = requireUser(workspace, input.user);
      const channel = requireChannel(workspace, input.channel, user);
      const message = requireMessage(workspace, channel, input.ts, user);
      const blocks = message.blocks ?? [];
      const elements = interactions.choices.elementsOf(surfaceName(channel.id, message.ts), blocks);
      if (isSilent(blocks, placeOf(elements, input))) return DONE;
      return send(input, messageSurface(channel, message, input));
    },
    /** Uses an element of an open modal or the Home tab. */
    async clickInView(input: ActionInput & { viewId: string }): Promise<PersonResult> {
      const view = interactions.views.find({ viewId: input.viewId });
      if (view === undefined) throw new PersonError('view_not_found', 'That view is no longer open.');
      const blocks = blocksOf(view);
      if (isSilent(blocks, findElement(interactions.choices.elementsOf(view.id, blocks), input))) return DONE;
      return send(input, viewSurface(view, input));
    },
  };
}
