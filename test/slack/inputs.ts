/** What Slack sends when somebody writes a command or clicks a button, as it is stored. */
import { PROPOSAL_ID } from './sample-view.js';
import type { ActionInput, CommandInput } from '../../src/workflows/slack-input.js';

export const RESPONSE_URL = 'https://hooks.slack.com/commands/1';

export const command = (text: string, channelId: string): CommandInput => ({
  kind: 'command',
  id: 't1',
  userId: 'U0ALICE',
  channelId,
  text,
  responseUrl: RESPONSE_URL,
  modalId: null,
});

export const click = (
  actionId: string,
  value: string = PROPOSAL_ID,
  channelId: string = 'C0INCIDENTS',
): ActionInput => ({
  kind: 'action',
  id: 't1',
  userId: 'U0ALICE',
  channelId,
  messageTs: '1.1',
  threadTs: null,
  viewId: null,
  actionId,
  value,
  responseUrl: RESPONSE_URL,
  modalId: null,
});
