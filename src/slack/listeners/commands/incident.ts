/** `/incident …`: stored, then acknowledged. What it means is worked out afterwards, in `handle-input.ts`. */
import { randomUUID } from 'node:crypto';
import type { App } from '@slack/bolt';
import { findModalFor } from '../../commands/modal-for.js';
import { COMMAND } from '../../ids.js';
import { openLoading } from '../../modals/open-loading.js';
import { storeInput, type ListenerDeps } from '../accept-input.js';

export function registerIncidentCommand(app: App, deps: ListenerDeps): void {
  app.command(COMMAND, async ({ command, ack }) => {
    const text = command.text ?? '';
    const modal = findModalFor(text);
    const modalId = modal ? randomUUID() : null;
    const problem = await storeInput(deps, {
      kind: 'command',
      id: command.trigger_id,
      userId: command.user_id,
      teamId: command.team_id,
      channelId: command.channel_id,
      text,
      responseUrl: command.response_url,
      modalId,
    });
    if (problem !== undefined) return ack({ response_type: 'ephemeral', text: problem });
    await ack();
    if (modal && modalId)
      await openLoading(deps, { triggerId: command.trigger_id, modal, modalId, about: text });
  });
}
