/** Buttons of messages posted by another version: answered, so that a click never looks like it did something. */
import type { App, BlockButtonAction } from '@slack/bolt';
import { ACTIONS } from '../../ids.js';
import type { ListenerDeps } from '../accept-input.js';

const KNOWN: ReadonlySet<string> = new Set(Object.values(ACTIONS));

export function registerUnknownAction(app: App, { respond, log }: ListenerDeps): void {
  app.action<BlockButtonAction>(/^/, async ({ body, action, ack }) => {
    if (KNOWN.has(action.action_id)) return;
    await ack();
    log.info({ actionId: action.action_id }, 'button of another version clicked');
    const text =
      'This button belongs to another version of Firewatch; nothing was done. Use `/incident help`.';
    await respond(body.response_url, { text, blocks: [] });
  });
}
