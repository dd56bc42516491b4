/** Modals and Home tabs: each person has a stack of up to three open modals and one published Home. */
import { createHash } from 'node:crypto';
import { SlackApiError } from '../api/slack-api-error.js';
import { isJsonObject } from '../http/request.js';
import { APP_ID, TEAM, type Change, type Json } from '../workspace/model.js';
import type { TriggerIds } from './trigger-ids.js';

const MAX_STACK = 3;

/** An open modal or a published Home, as sent to apps and to the page. */
export interface StoredView {
  readonly id: string;
  readonly user: string;
  /** The view as the app gave it, with block ids filled in. */
  content: Json;
  hash: string;
  readonly rootViewId: string;
  readonly previousViewId: string | undefined;
  /** Where the view was opened from; a channel for `default_to_current_conversation` and response URLs. */
  readonly channel: string | undefined;
}

export type Views = ReturnType<typeof createViews>;

/** Gives names to blocks that the app left unnamed, and menus the conversation the view was opened from. */
function complete(view: Json, channel: string | undefined): Json {
  const blocks = (view['blocks'] ?? []) as readonly Json[];
  return {
    ...view,
    blocks: blocks.map((block, index) => ({
      ...block,
      block_id: block['block_id'] ?? `_v${index}`,
      ...(isJsonObject(block['element']) ? { element: withConversation(block['element'], channel) } : {}),
    })),
  };
}

function withConversation(element: Json, channel: string | undefined): Json {
  if (element['default_to_current_conversation'] !== true || channel === undefined) return element;
  return element['type'] === 'multi_conversations_select'
    ? { initial_conversations: [channel], ...element }
    : { initial_conversation: channel, ...element };
}

export function createViews(deps: {
  now: () => number;
  triggers: TriggerIds;
  botId: string;
  emit: (change: Change) => void;
}) {
  const stacks = new Map<string, StoredView[]>();
  const homes = new Map<string, StoredView>();
  let count = 0;

  function nextHash(): string {
    count += 1;
    const digest = createHash('sha1').update(String(count)).digest('hex').slice(0, 8);
    return `${Math.floor(deps.now() / 1000)}.${digest}`;
  }

  function stackOf(user: string): StoredView[] {
    const stack = stacks.get(user) ?? [];
    stacks.set(user, stack);
    return stack;
  }

  function find(reference: {
    viewId?: string | undefined;
    externalId?: string | undefined;
  }): StoredView | undefined {
    const all = [...[...stacks.values()].flat(), ...homes.values()];
    return all.find((view) =>
      reference.viewId === undefined
        ? reference.externalId !== undefined && view.content['external_id'] === reference.externalId
        : view.id === reference.viewId,
    );
  }

  function present(view: StoredView, state: Json = { values: {} }): Json {
    return {
      id: view.id,
      team_id: TEAM.id,
      app_id: APP_ID,
      app_installed_team_id: TEAM.id,
      bot_id: deps.botId,
      private_metadata: '',
      callback_id: '',
      external_id: '',
      clear_on_close: false,
      notify_on_close: false,
      title: null,
      submit: null,
      close: null,
      ...view.content,
      hash: view.hash,
      root_view_id: view.rootViewId,
      previous_view_id: view.previousViewId ?? null,
      state,
    };
  }

  function show(user: string, content: Json, isPush: boolean, channel?: string): StoredView {
    const stack = stackOf(user);
    if (isPush && stack.length >= MAX_STACK) throw new SlackApiError('push_limit_reached');
    const externalId = content['external_id'];
    if (typeof externalId === 'string' && externalId !== '' && find({ externalId }) !== undefined) {
      throw new SlackApiError('duplicate_external_id');
    }
    if (!isPush) stack.length = 0;
    count += 1;
    const id = `V0LOCAL${count}`;
    const previous = stack.at(-1);
    const place = channel ?? previous?.channel;
    const view: StoredView = {
      id,
      user,
      content: complete(content, place),
      hash: nextHash(),
      rootViewId: previous?.rootViewId ?? id,
      previousViewId: previous?.id,
      channel: place,
    };
    stack.push(view);
    deps.emit({ kind: 'views.changed', user });
    return view;
  }

  function replace(view: StoredView, content: Json): void {
    view.content = complete(content, view.channel);
    view.hash = nextHash();
    deps.emit({ kind: 'views.changed', user: view.user });
  }

  return {
    present,
    find,
    /** Opens (or pushes) a modal for the person behind the trigger. */
    open(triggerId: string, content: Json, options: { isPush: boolean }): Json {
      const { user, channel } = deps.triggers.redeem(triggerId);
      return present(show(user, content, options.isPush, channel));
    },
    /** Puts a view on top of a person's stack, as a `response_action: push` does. */
    push: (user: string, content: Json): StoredView => show(user, content, true),
    update(
      reference: { viewId: string | undefined; externalId: string | undefined },
      content: Json,
      hash?: string,
    ): Json {
      const view = find(reference);
      if (view === undefined) throw new SlackApiError('not_found');
      if (hash !== undefined && hash !== view.hash) throw new SlackApiError('hash_conflict');
      replace(view, content);
      return present(view);
    },
    replace,
    publish(user: string, content: Json, hash?: string): Json {
      const before = homes.get(user);
      if (hash !== undefined && before !== undefined && hash !== before.hash)
        throw new SlackApiError('hash_conflict');
      const id = before?.id ?? `V0HOME${user}`;
      const view: StoredView = {
        id,
        user,
        content: complete(content, undefined),
        hash: nextHash(),
        rootViewId: id,
        previousViewId: undefined,
        channel: undefined,
      };
      homes.set(user, view);
      deps.emit({ kind: 'views.changed', user });
      return present(view);
    },
    /** The modal a person is looking at. */
    top: (user: string): StoredView | undefined => stackOf(user).at(-1),
    /** How many modals lie on top of each other. */
    depth: (user: string): number => stackOf(user).length,
    home: (user: string): StoredView | undefined => homes.get(user),
    /** Closes the top modal, or all of them. */
    close(user: string, options: { all: boolean }): void {
      const stack = stackOf(user);
      if (options.all) stack.length = 0;
      else stack.pop();
      deps.emit({ kind: 'views.changed', user });
    },
  };
}
