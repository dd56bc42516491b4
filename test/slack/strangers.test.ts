/** In shared channels people of other workspaces, and other bots, can name this one and click its buttons. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger, silentLogger } from '../../src/observability/logger.js';
import { STRANGER } from '../../src/slack/connection/own-team.js';
import { createInputHandler } from '../../src/slack/handle-input.js';
import { ACTIONS, COMMAND, PICKERS, SHORTCUTS } from '../../src/slack/ids.js';
import { createSlackClient } from '../../src/slack/web-client.js';
import type { SlackInput, UseCases } from '../../src/workflows/use-cases.js';
import { openFrontDoor, type FrontDoor } from './listeners/front-door.js';
import { PROPOSAL_ID } from './sample-view.js';

const OWN = 'T0DEMO';
const OTHER = 'T0OTHERCOMPANY';
const CHANNEL = 'C0INCIDENTS';
const RESPONSE_URL = 'https://hooks.slack.com/commands/1';

let door: FrontDoor;
beforeAll(async () => {
  door = await openFrontDoor();
});
afterAll(() => door.close());
beforeEach(() => {
  door.inputs.length = 0;
});

/** Every use case, written down when it is called. */
function createHandler(client = door.client) {
  const called: string[] = [];
  const told: string[] = [];
  const useCases = new Proxy({} as UseCases, {
    get: (_, name: string) => () => {
      called.push(name);
      return Promise.resolve(
        name === 'decideProposal' ? { status: 'approved', sentence: 'Approved.' } : undefined,
      );
    },
  });
  const handle = createInputHandler({
    useCases,
    client,
    tell: (_, { text }) => {
      told.push(text);
      return Promise.resolve(true);
    },
    log: silentLogger(),
  });
  return { handle, called, told };
}

/** What became of it: stored, then handled. */
async function act(send: () => Promise<unknown>) {
  await send();
  const { handle, called, told } = createHandler();
  for (const input of door.inputs) await handle(input);
  return { called: called.filter((name) => name !== 'refreshHome'), told };
}

const user = (team_id: string) => ({ id: 'U0ALICE', team_id });
const mention = (text: string, team: Record<string, string>) => () =>
  door.sendEvent(
    {
      type: 'app_mention',
      user: 'U0ALICE',
      channel: CHANNEL,
      ts: '2.0',
      thread_ts: '1.0',
      text: `<@U0BOT> ${text}`,
      ...team,
    },
    { is_ext_shared_channel: true },
  );
const command = (team_id: string, text: string) => () =>
  door.sendCommand({
    command: COMMAND,
    text,
    team_id,
    user_id: 'U0ALICE',
    channel_id: CHANNEL,
    trigger_id: `1.${text}`,
    response_url: RESPONSE_URL,
  });
const approval = (who: Record<string, unknown>) => () =>
  door.sendPayload({
    type: 'block_actions',
    trigger_id: '1.2',
    channel: { id: CHANNEL },
    message: { ts: '2.0', thread_ts: '1.0' },
    container: { type: 'message', message_ts: '2.0' },
    response_url: RESPONSE_URL,
    actions: [{ type: 'button', action_id: ACTIONS.approveProposal, block_id: 'b', value: PROPOSAL_ID }],
    ...who,
  });
const shortcut = (team_id: string) => () =>
  door.sendPayload({
    type: 'message_action',
    callback_id: SHORTCUTS.addToTimeline,
    trigger_id: '1.3',
    user: user(team_id),
    team: { id: OWN },
    channel: { id: CHANNEL },
    message: { ts: '2.0', text: 'look' },
    response_url: RESPONSE_URL,
  });
const form = (team_id: string) => () =>
  door.sendPayload({
    type: 'view_submission',
    user: user(team_id),
    team: { id: OWN },
    view: {
      id: `V-${team_id}`,
      hash: '1.1',
      callback_id: 'incident.update',
      private_metadata: '{}',
      blocks: [{ type: 'input', block_id: 'text' }],
      state: {
        values: {
          text: { text: { value: 'Users cannot pay' } },
          next: { next: { selected_option: { value: 'usual' } } },
        },
      },
    },
  });

describe('somebody of another workspace', () => {
  test.each([
    ['resolves by naming the bot', mention('resolve', { user_team: OTHER, team: OTHER })],
    ['is named by the source team alone', mention('resolve', { source_team: OTHER })],
    ['is named by the team alone', mention('resolve', { team: OTHER })],
    ['reads', mention('list', { user_team: OTHER })],
    ['asks', mention('what is broken here?', { user_team: OTHER })],
    ['types a command', command(OTHER, 'merge 1 into 2')],
    ['types a reading command', command(OTHER, 'list')],
    ['uses a shortcut', shortcut(OTHER)],
    ['sends a form', form(OTHER)],
  ])('who %s gets one sentence, and nothing is done or read', async (_, send) => {
    const { called, told } = await act(send);

    expect(door.inputs).toHaveLength(1);
    expect(called).toEqual([]);
    expect(told).toEqual([STRANGER]);
  });

  test.each([
    ['with the id of an approver', approval({ user: user(OTHER), team: { id: OWN } })],
    ['named by the team of the click', approval({ user: { id: 'U0ALICE' }, team: { id: OTHER } })],
  ])('who approves, %s, is told so, and it is written down', async (_, send) => {
    const { called, told } = await act(send);

    expect(called).toEqual(['refuseStranger']);
    expect(told).toEqual([STRANGER]);
  });

  test('who joins the channel is not caught up', async () => {
    const { called, told } = await act(() =>
      door.sendEvent({ type: 'member_joined_channel', user: 'U0ALICE', channel: CHANNEL, team: OTHER }),
    );

    expect(door.inputs).toHaveLength(1);
    expect([...called, ...told]).toEqual([]);
  });

  test('sees none of our incidents and services in a menu', async () => {
    const choices = (team_id: string) =>
      door.sendPayload({
        type: 'block_suggestion',
        action_id: PICKERS.service,
        block_id: 'b',
        value: '',
        user: user(team_id),
        team: { id: OWN },
      });

    expect(await choices(OTHER)).toEqual({ options: [] });
    expect(await choices(OWN)).toMatchObject({ options: [{ value: 'checkout' }] });
  });
});

describe('somebody of our own workspace, or of one that Slack does not name', () => {
  test.each([
    ['approves', approval({ user: user(OWN), team: { id: OWN } })],
    ['approves in a place that names no team', approval({ user: { id: 'U0ALICE' }, team: null })],
  ])('who %s is let through', async (_, send) => {
    expect((await act(send)).called).toEqual(['decideProposal']);
  });

  test('is let through while Slack cannot say whose bot it is', async () => {
    const client = createSlackClient({
      botToken: 'xoxb-none',
      apiUrl: 'http://127.0.0.1:9/api/',
      log: createLogger({ level: 'fatal' }),
    });
    const { handle, called } = createHandler(client);
    await approval({ user: user(OTHER), team: { id: OTHER } })();
    const [input] = door.inputs as [SlackInput];

    await handle(input);

    expect(called).toContain('decideProposal');
  });
});

describe('a bot or an app', () => {
  const message = { user: 'U0BOTTWO', channel: CHANNEL, ts: '2.0', text: '<@U0BOT> resolve', team: OWN };

  test.each([
    ['a bot', { bot_id: 'B0OTHER' }],
    ['an app', { app_id: 'A0OTHER' }],
    ['an app that shows its profile', { bot_profile: { id: 'B0OTHER', app_id: 'A0OTHER' } }],
    ['an integration', { subtype: 'bot_message' }],
  ])('that names us as %s, or writes to us, is not heard', async (_, mark) => {
    await door.sendEvent({ ...message, ...mark, type: 'app_mention' });
    await door.sendEvent({ ...message, ...mark, type: 'message', channel_type: 'im', channel: 'D1' });
    expect(door.inputs).toEqual([]);

    await door.sendEvent({ ...message, type: 'app_mention' });
    expect(door.inputs).toHaveLength(1);
  });
});
