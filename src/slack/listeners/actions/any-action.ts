/** Everything that can be clicked: stored, then acknowledged. A button carries nothing but an opaque id. */
import { randomUUID } from 'node:crypto';
import type { App, BlockAction } from '@slack/bolt';
import { cancelProposal } from '../../actions/cancel-proposal.js';
import { decideProposal } from '../../actions/decide-proposal.js';
import { BUTTONS } from '../../actions/index.js';
import { OTHER_VERSION, PICKERS } from '../../ids.js';
import { findModal } from '../../modals/find-modal.js';
import { openLoading } from '../../modals/open-loading.js';
import type { Recipient } from '../../tell.js';
import { storeInput, type ListenerDeps } from '../accept-input.js';
import { readElement } from '../element-value.js';

const BY_ID = new Map(BUTTONS.flatMap((button) => button.actionIds.map((id) => [id, button] as const)));
/** A choice in a menu matters when its form is sent. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(Object.values(PICKERS));

export function registerActions(app: App, deps: ListenerDeps): void {
  app.action<BlockAction>({ type: 'block_actions' }, async ({ body, action, ack }) => {
    const button = BY_ID.get(action.action_id);
    // An address in a button is opened by Slack itself.
    if (!button && (WITHOUT_EFFECT.has(action.action_id) || 'url' in action)) return ack();
    if (!button) {
      await ack();
      deps.log.info({ actionId: action.action_id }, 'button of another version clicked');
      await deps.tell(whereClicked(body), {
        text: `${OTHER_VERSION} Use \`/incident help\`.`,
        blocks: [],
      });
      return;
    }
    const modal = button.modal === undefined ? undefined : findModal(button.modal);
    const modalId = modal ? randomUUID() : null;
    const { userId, channelId, threadTs, responseUrl } = whereClicked(body);
    const problem = await storeInput(deps, {
      kind: 'action',
      id: body.trigger_id,
      userId,
      teamId: body.user.team_id ?? body.team?.id,
      channelId: channelId ?? '',
      messageTs: body.message?.ts ?? body.container['message_ts'] ?? '',
      threadTs,
      viewId: body.view?.id ?? null,
      actionId: action.action_id,
      isDecision: button === decideProposal || button === cancelProposal ? true : undefined,
      value: toText(readElement(action)),
      responseUrl,
      modalId,
    });
    if (problem === undefined) {
      await ack();
      if (modal && modalId) await openLoading(deps, { triggerId: body.trigger_id, modal, modalId });
      return;
    }
    // Without an ack Slack shows its own warning, which is right when ours could not be shown either.
    if (await deps.tell(whereClicked(body), { text: problem, blocks: [] })) await ack();
  });
}

function whereClicked(body: BlockAction): Recipient {
  return {
    userId: body.user.id,
    responseUrl: body.response_url ?? null,
    channelId: body.channel?.id ?? null,
    threadTs: threadOf(body),
  };
}

/** Slack leaves the message out when only one person sees it; its container says enough. */
function threadOf(body: BlockAction): string | null {
  const threadTs: unknown = body.message?.['thread_ts'] ?? body.container['thread_ts'];
  return typeof threadTs === 'string' ? threadTs : null;
}

function toText(value: string | readonly string[] | null): string {
  return typeof value === 'string' ? value : (value ?? []).join(',');
}
