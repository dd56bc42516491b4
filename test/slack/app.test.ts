import { describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { createLocalSlack, type LocalSlack } from '../../demo/slack/local-slack.js';
import { silentLogger } from '../../src/observability/logger.js';
import { ConfigError } from '../../src/shared/errors.js';
import { createSlackApp, type SlackApp } from '../../src/slack/app.js';
import { buildProposalCard } from '../../src/slack/blocks/cards/proposal-card.js';
import { ACTIONS } from '../../src/slack/ids.js';
import { NOT_STORED } from '../../src/slack/listeners/accept-input.js';
import { createInbox, postSigned, serveRequests } from './receiving.js';
import { NOW, PROPOSAL_ID, sampleProposalView } from './sample-view.js';
import { closeAfterEach } from '../helpers/close-after-each.js';

const CHANNEL = 'C0INCIDENTS';
const COMMAND_BODY = new URLSearchParams({
  command: '/incident',
  text: 'list',
  user_id: 'U1',
  channel_id: 'C1',
  trigger_id: 't1',
  team_id: 'T1',
  response_url: 'https://hooks.slack.com/commands/1',
}).toString();
const closeLater = closeAfterEach();

async function startSlack(): Promise<LocalSlack> {
  const slack = createLocalSlack({ ackTimeoutMs: 1000 });
  await slack.start();
  closeLater(() => slack.stop());
  return slack;
}

/** Socket Mode, or HTTP mode behind a server of our own. */
async function connect(
  mode: 'socket' | 'http',
  slack: LocalSlack,
  inbox: ReturnType<typeof createInbox>,
): Promise<SlackApp> {
  const { botToken, appToken, signingSecret, apiUrl } = slack;
  const settings = { botToken, apiUrl, ...(mode === 'socket' ? { appToken } : { signingSecret }) };
  const app = createSlackApp({ settings, useCases: inbox, log: silentLogger() });
  await app.start();
  if (mode === 'http') {
    const server = Fastify();
    await server.register((scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
      scope.post('/slack/events', (request, reply) => {
        reply.hijack();
        app.handleHttp?.(request.raw, reply.raw);
      });
      return Promise.resolve();
    });
    slack.control.setRequestUrl(`${await server.listen({ port: 0, host: '127.0.0.1' })}/slack/events`);
    closeLater(() => server.close());
  }
  closeLater(async () => {
    await app.stop();
    while (slack.control.sockets.count() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });
  return app;
}

describe.each(['socket', 'http'] as const)('createSlackApp over %s', (mode) => {
  test('stores a command and then acknowledges it', async () => {
    const slack = await startSlack();
    const inbox = createInbox();
    await connect(mode, slack, inbox);

    const result = await slack.control.people.command({
      user: 'U0ALICE',
      channel: CHANNEL,
      text: '/incident ack 12',
    });

    expect(result).toEqual({ ok: true });
    expect(inbox.inputs).toEqual([
      {
        kind: 'command',
        id: expect.any(String),
        userId: 'U0ALICE',
        teamId: 'T0DEMO',
        channelId: CHANNEL,
        text: 'ack 12',
        responseUrl: expect.stringContaining(slack.url),
        modalId: null,
      },
    ]);
  });

  test('says so when a command cannot be stored', async () => {
    const slack = await startSlack();
    const inbox = createInbox();
    inbox.state.fails = true;
    await connect(mode, slack, inbox);

    await slack.control.people.command({ user: 'U0ALICE', channel: CHANNEL, text: '/incident list' });

    expect(slack.control.messagesFor(CHANNEL, 'U0ALICE').map(({ text }) => text)).toEqual([NOT_STORED]);
    expect(slack.control.messages(CHANNEL)).toEqual([]);
  });

  test('stores a click on Approve with the opaque id alone', async () => {
    const slack = await startSlack();
    const inbox = createInbox();
    const { client } = await connect(mode, slack, inbox);
    const ts = await postProposal(client);

    const result = await slack.control.people.click({
      user: 'U0ALICE',
      actionId: ACTIONS.approveProposal,
      channel: CHANNEL,
      ts,
    });

    expect(result).toEqual({ ok: true });
    expect(inbox.inputs).toEqual([
      expect.objectContaining({
        kind: 'action',
        userId: 'U0ALICE',
        teamId: 'T0DEMO',
        channelId: CHANNEL,
        messageTs: ts,
        actionId: ACTIONS.approveProposal,
        value: PROPOSAL_ID,
      }),
    ]);
  });

  test('never claims success for a click that could not be stored', async () => {
    const slack = await startSlack();
    const inbox = createInbox();
    inbox.state.fails = true;
    const { client } = await connect(mode, slack, inbox);
    const ts = await postProposal(client);

    await slack.control.people.click({
      user: 'U0ALICE',
      actionId: ACTIONS.approveProposal,
      channel: CHANNEL,
      ts,
    });

    expect(slack.control.messagesFor(CHANNEL, 'U0ALICE').at(-1)?.text).toBe(NOT_STORED);
    expect(slack.control.messages(CHANNEL)).toHaveLength(1);
  });

  test('answers a click on a button of another version', async () => {
    const slack = await startSlack();
    const inbox = createInbox();
    const { client } = await connect(mode, slack, inbox);
    const { ts } = await client.chat.postMessage({
      channel: CHANNEL,
      text: 'old',
      blocks: [
        {
          type: 'actions',
          elements: [{ type: 'button', action_id: 'old.button', text: { type: 'plain_text', text: 'Old' } }],
        },
      ],
    });

    await slack.control.people.click({
      user: 'U0ALICE',
      actionId: 'old.button',
      channel: CHANNEL,
      ts: ts ?? '',
    });
    const heard = () => slack.control.messagesFor(CHANNEL, 'U0ALICE').at(-1)?.text ?? '';
    for (let tries = 0; tries < 2_000 && !heard().includes('another version'); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }

    expect(heard()).toContain('another version of Firewatch; nothing was done');
    expect(inbox.inputs).toEqual([]);
  });
});

describe('createSlackApp in HTTP mode', () => {
  test('refuses to start without a signing secret', () => {
    const create = () =>
      createSlackApp({
        settings: { botToken: 'xoxb-1', signingSecret: '' },
        useCases: createInbox(),
        log: silentLogger(),
      });

    expect(create).toThrow(ConfigError);
    expect(create).toThrow('SLACK_SIGNING_SECRET');
  });

  /** Its answer to a signed command, and what it stored. */
  async function send(request: { secret: string; offsetSeconds?: number }) {
    const inbox = createInbox();
    const app = createSlackApp({
      settings: { botToken: 'xoxb-1', signingSecret: 'secret' },
      useCases: inbox,
      log: silentLogger(),
    });
    const { url, close } = await serveRequests(app.handleHttp);
    closeLater(close);
    const { status } = await postSigned(url, {
      secret: request.secret,
      timestamp: Math.floor(Date.now() / 1000) + (request.offsetSeconds ?? 0),
      contentType: 'application/x-www-form-urlencoded',
      body: COMMAND_BODY,
    });
    return { status, inputs: inbox.inputs };
  }

  test.each([
    ['now', 0, 200],
    ['six minutes ago', -360, 401],
    ['six minutes in the future', 360, 401],
  ])('a request signed %s', async (_, offsetSeconds, status) => {
    const answer = await send({ secret: 'secret', offsetSeconds });

    expect(answer.status).toBe(status);
    expect(answer.inputs).toHaveLength(status === 200 ? 1 : 0);
  });

  test('refuses a wrong signature', async () => {
    const answer = await send({ secret: 'guess' });

    expect(answer.status).toBe(401);
    expect(answer.inputs).toEqual([]);
  });
});

describe('createSlackApp in Socket Mode', () => {
  test('names the token when Slack refuses it', async () => {
    const slack = await startSlack();
    const app = createSlackApp({
      settings: { botToken: slack.botToken, appToken: 'xapp-wrong', apiUrl: slack.apiUrl },
      useCases: createInbox(),
      log: silentLogger(),
    });

    await expect(app.start()).rejects.toThrow('SLACK_APP_TOKEN');
  });

  test('stores a command although the Web API is down', async () => {
    const slack = await startSlack();
    const inbox = createInbox();
    await connect('socket', slack, inbox);
    slack.control.faults.add({ kind: 'server_error', method: '*', effect: 'before', forMs: 2000 });

    const result = await slack.control.people.command({
      user: 'U0ALICE',
      channel: CHANNEL,
      text: '/incident list',
    });

    expect(result).toEqual({ ok: true });
    expect(inbox.inputs).toHaveLength(1);
  });
});

async function postProposal(client: SlackApp['client']): Promise<string> {
  const { text, blocks } = buildProposalCard(sampleProposalView(), { now: NOW });
  const { ts } = await client.chat.postMessage({ channel: CHANNEL, text, blocks: [...blocks] });
  return ts ?? '';
}
