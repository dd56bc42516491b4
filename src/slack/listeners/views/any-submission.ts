/** A form that was sent: checked, stored, then acknowledged, which closes it. What cannot be taken is said in the form. */
import { createHash } from 'node:crypto';
import type { App } from '@slack/bolt';
import { OTHER_VERSION } from '../../ids.js';
import { findModal } from '../../modals/find-modal.js';
import { buildNoticeView } from '../../modals/modal-view.js';
import { storeInput, type ListenerDeps } from '../accept-input.js';
import { readState } from '../element-value.js';

export function registerSubmissions(app: App, deps: ListenerDeps): void {
  app.view({ type: 'view_closed' }, ({ ack }) => ack());
  app.view({ type: 'view_submission' }, async ({ body, view, ack }) => {
    const modal = findModal(view.callback_id);
    if (!modal) {
      const notice = buildNoticeView('Firewatch', view.id, OTHER_VERSION);
      return ack({ response_action: 'update', view: notice });
    }
    const values = readState(view.state);
    const blockIds = view.blocks.flatMap((block) =>
      block.type === 'input' && block.block_id !== undefined ? [block.block_id] : [],
    );
    const errors = onShownBlocks(modal.check(values), blockIds);
    if (Object.keys(errors).length > 0) return ack({ response_action: 'errors', errors });
    const problem = await storeInput(deps, {
      kind: 'view',
      id: `view:${view.id}:${view.hash}:${fingerprint(values)}`,
      userId: body.user.id,
      teamId: body.user.team_id ?? body.team?.id,
      callbackId: view.callback_id,
      viewId: view.id,
      metadata: view.private_metadata,
      values,
    });
    if (problem === undefined) return ack();
    await ack({ response_action: 'errors', errors: onShownBlocks({ '': problem }, blockIds) });
  });
}

/**
 * Sent twice by two clicks, it is one form. Corrected after an error it is another one, although Slack keeps its id and
 * its hash: the first one may have been stored after all.
 */
function fingerprint(values: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 32);
}

/** Slack shows nothing at all for a block that is not there, so that goes to the first one. */
function onShownBlocks(
  errors: Readonly<Record<string, string>>,
  blockIds: readonly string[],
): Record<string, string> {
  const [first = ''] = blockIds;
  return Object.fromEntries(
    Object.entries(errors).map(([block, sentence]) => [blockIds.includes(block) ? block : first, sentence]),
  );
}
