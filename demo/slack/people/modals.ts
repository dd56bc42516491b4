/** Submitting and closing modals. */
import { isJsonObject } from '../http/request.js';
import { SlackApiError } from '../api/slack-api-error.js';
import { checkView } from '../block-kit/check-view.js';
import { APP_ID, TEAM, type Json, type User } from '../workspace/model.js';
import { buildState, type EnteredValues, interactiveElements } from './element-state.js';
import { inputProblems } from './input-problems.js';
import type { PeopleDeps } from './people-deps.js';
import { PersonError, presentActor, requireUser } from './references.js';
import type { StoredView } from './views.js';

/** `errors` is keyed by block id, as a person sees them under the inputs. */
export type SubmitResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly error: string;
      readonly message: string;
      readonly errors?: Record<string, string>;
    };

const TROUBLE = 'We had some trouble connecting. Try again?';

export function createModals(deps: PeopleDeps) {
  const { workspace, interactions, deliveries, log } = deps;

  function requireTop(user: User, viewId: string): StoredView {
    const view = interactions.views.top(user.id);
    if (view === undefined || view.id !== viewId) {
      throw new PersonError('view_not_found', 'That view is no longer open.');
    }
    return view;
  }

  /** A response URL for every chosen channel whose menu asked for one. */
  function responseUrlsFor(user: User, blocks: readonly Json[], state: Json): Json[] {
    const values = state['values'] as Record<string, Record<string, Json>>;
    return interactiveElements(blocks).flatMap(({ blockId, element }) => {
      const actionId = String(element['action_id']);
      const chosen = values[blockId]?.[actionId];
      const channel = chosen?.['selected_conversation'] ?? chosen?.['selected_channel'];
      if (element['response_url_enabled'] !== true || typeof channel !== 'string') return [];
      return [
        {
          block_id: blockId,
          action_id: actionId,
          channel_id: channel,
          response_url: interactions.responseUrls.issue({ user: user.id, channel }),
        },
      ];
    });
  }

  /** Does what the app's answer to a submission says. */
  function follow(user: User, view: StoredView, answer: unknown): SubmitResult {
    if (!isJsonObject(answer) || answer['response_action'] === undefined) {
      interactions.views.close(user.id, { all: false });
      return { ok: true };
    }
    const next = answer['view'];
    switch (answer['response_action']) {
      case 'errors': {
        const errors = (answer['errors'] ?? {}) as Record<string, string>;
        return { ok: false, error: 'validation', message: 'Some answers need another look.', errors };
      }
      case 'clear':
        interactions.views.close(user.id, { all: true });
        return { ok: true };
      case 'update':
      case 'push':
        if (!isJsonObject(next)) return { ok: false, error: 'invalid_view', message: TROUBLE };
        checkView(next, workspace.files);
        if (answer['response_action'] === 'update') interactions.views.replace(view, next);
        else interactions.views.push(user.id, next);
        return { ok: true };
      default:
        return { ok: false, error: 'invalid_response_action', message: TROUBLE };
    }
  }

  function payload(type: string, user: User, view: StoredView, state: Json): Json {
    return {
      type,
      team: { id: TEAM.id, domain: TEAM.domain },
      user: presentActor(user),
      api_app_id: APP_ID,
      token: 'local-verification-token',
      enterprise: null,
      is_enterprise_install: false,
      view: interactions.views.present(view, state),
    };
  }

  return {
    /** Submits the top modal with what was entered in it. */
    async submitView(input: { user: string; viewId: string; values?: EnteredValues }): Promise<SubmitResult> {
      const user = requireUser(workspace, input.user);
      const view = requireTop(user, input.viewId);
      const blocks = (view.content['blocks'] ?? []) as readonly Json[];
      const state = buildState(interactions.choices.elementsOf(view.id, blocks), input.values ?? {});
      const problems = inputProblems(blocks, state['values'] as Record<string, Record<string, Json>>);
      if (Object.keys(problems).length > 0) {
        return {
          ok: false,
          error: 'required',
          message: 'Some answers are missing or do not fit.',
          errors: problems,
        };
      }
      log.append({ kind: 'person', user: user.id, did: 'submit', details: { viewId: view.id } });
      const outcome = await deliveries.request('interactive', {
        ...payload('view_submission', user, view, state),
        trigger_id: interactions.triggers.issue(user.id, view.channel),
        response_urls: responseUrlsFor(user, blocks, state),
      });
      if (!outcome.isAcked) return { ok: false, error: outcome.reason, message: TROUBLE };
      try {
        return follow(user, view, outcome.response);
      } catch (error) {
        if (error instanceof SlackApiError) return { ok: false, error: error.code, message: TROUBLE };
        throw error;
      }
    },
    /** Closes the top modal; the app hears of it when it asked to. */
    async closeView(input: { user: string; viewId: string; all?: boolean }): Promise<void> {
      const user = requireUser(workspace, input.user);
      const view = requireTop(user, input.viewId);
      const isCleared = input.all === true || view.content['clear_on_close'] === true;
      interactions.views.close(user.id, { all: isCleared });
      if (view.content['notify_on_close'] !== true) return;
      await deliveries.request('interactive', {
        ...payload('view_closed', user, view, { values: {} }),
        is_cleared: isCleared,
      });
    },
  };
}
