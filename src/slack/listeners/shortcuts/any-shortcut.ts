/** Shortcuts, on a message or from anywhere: stored, then acknowledged. Each opens a form or is done at once. */
import { randomUUID } from 'node:crypto';
import type { App, SlackShortcut } from '@slack/bolt';
import type { SlackMessage } from '../../../workflows/slack-input.js';
import { OTHER_VERSION } from '../../ids.js';
import { openLoading } from '../../modals/open-loading.js';
import { findShortcut } from '../../shortcuts/index.js';
import { storeInput, type ListenerDeps } from '../accept-input.js';

export function registerShortcuts(app: App, deps: ListenerDeps): void {
  app.shortcut<SlackShortcut>(/^/, async ({ shortcut, ack }) => {
    const recipient = {
      userId: shortcut.user.id,
      responseUrl: 'response_url' in shortcut ? shortcut.response_url : null,
      channelId: 'channel' in shortcut ? shortcut.channel.id : null,
      threadTs: null,
    };
    const known = findShortcut(shortcut.callback_id);
    if (!known) {
      await ack();
      await deps.tell(recipient, { text: OTHER_VERSION, blocks: [] });
      return;
    }
    const modalId = known.modal ? randomUUID() : null;
    const problem = await storeInput(deps, {
      kind: 'shortcut',
      id: shortcut.trigger_id,
      userId: recipient.userId,
      teamId: shortcut.user.team_id ?? shortcut.team?.id,
      callbackId: shortcut.callback_id,
      message: messageOf(shortcut),
      responseUrl: recipient.responseUrl,
      modalId,
    });
    if (problem === undefined) {
      await ack();
      if (known.modal && modalId)
        await openLoading(deps, { triggerId: shortcut.trigger_id, modal: known.modal, modalId });
    } else if (await deps.tell(recipient, { text: problem, blocks: [] })) {
      await ack();
    }
  });
}

function messageOf(shortcut: SlackShortcut): SlackMessage | null {
  if (shortcut.type !== 'message_action') return null;
  const {
    ts,
    user,
    text,
    thread_ts: threadTs,
  } = shortcut.message as typeof shortcut.message & {
    thread_ts?: unknown;
  };
  return {
    channelId: shortcut.channel.id,
    ts,
    threadTs: typeof threadTs === 'string' ? threadTs : null,
    userId: user ?? null,
    text: text ?? '',
  };
}
