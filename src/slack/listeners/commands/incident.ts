/** `/incident …`: stored, then acknowledged. What it means is worked out afterwards, in `handle-input.ts`. */
import type { App } from '@slack/bolt';
import { COMMAND } from '../../ids.js';
import { storeInput, type ListenerDeps } from '../accept-input.js';

export function registerIncidentCommand(app: App, deps: ListenerDeps): void {
  app.command(COMMAND, async ({ command, ack }) => {
    const problem = await storeInput(deps, {
      kind: 'command',
      id: command.trigger_id,
      userId: command.user_id,
      channelId: command.channel_id,
      text: command.text ?? '',
      responseUrl: command.response_url,
      modalId: null,
    });
    await (problem === undefined ? ack() : ack({ response_type: 'ephemeral', text: problem }));
  });
}
