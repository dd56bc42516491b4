/** Approve and Reject: stored, then acknowledged. The button carries nothing but an opaque id. */
import type { App, BlockButtonAction } from '@slack/bolt';
import { ACTIONS } from '../../ids.js';
import { storeInput, type ListenerDeps } from '../accept-input.js';

export function registerProposalDecision(app: App, deps: ListenerDeps): void {
  for (const actionId of [ACTIONS.approveProposal, ACTIONS.rejectProposal]) {
    app.action<BlockButtonAction>(actionId, async ({ body, action, ack }) => {
      const problem = await storeInput(deps, {
        kind: 'action',
        id: body.trigger_id,
        userId: body.user.id,
        channelId: body.channel?.id ?? '',
        messageTs: body.message?.ts ?? '',
        threadTs: threadOf(body.message),
        actionId: action.action_id,
        value: action.value ?? '',
        viewId: null,
        responseUrl: body.response_url,
        modalId: null,
      });
      if (problem === undefined) return ack();
      // Without an ack Slack shows its own warning, which is right when ours could not be shown either.
      const content = { text: problem, blocks: [] };
      const isTold = await deps.respond(body.response_url, content, threadOf(body.message));
      if (isTold) await ack();
    });
  }
}

function threadOf(message: BlockButtonAction['message']): string | null {
  const threadTs: unknown = message?.['thread_ts'];
  return typeof threadTs === 'string' ? threadTs : null;
}
