/** What arrives from Slack is stored before Slack is told that we have it, whatever happens on the way. */
import { createServer, type Server } from 'node:http';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { createLocalSlack, type LocalSlack } from '../../demo/slack/local-slack.js';
import { silentLogger } from '../../src/observability/logger.js';
import { createSlackApp, type SlackApp, type SlackSettings } from '../../src/slack/app.js';
import type { SlackInput } from '../../src/workflows/use-cases.js';
import { createInbox, postSigned, serveRequests } from './receiving.js';
import { closeAfterEach } from '../helpers/close-after-each.js';

const CHANNEL = 'C0INCIDENTS';
const MODES = ['socket', 'http'] as const;
const WAIT_MS = 40_000;
const closeLater = closeAfterEach();

async function start(
  mode: (typeof MODES)[number],
  changes: Partial<SlackSettings> = {},
  eventRetryDelaysMs: readonly number[] = [0, 60_000, 300_000],
) {
  const slack = createLocalSlack({ ackTimeoutMs: 1500, eventRetryDelaysMs });
  await slack.start();
  closeLater(() => slack.stop());
  const inbox = createInbox();
  const { botToken, appToken, signingSecret, apiUrl } = slack;
  const app = createSlackApp({
    settings: { botToken, apiUrl, ...(mode === 'socket' ? { appToken } : { signingSecret }), ...changes },
    useCases: inbox,
    log: silentLogger(),
  });
  await app.start();
  if (mode === 'http') slack.control.setRequestUrl(await serve(app));
  closeLater(() => end(app, slack));
  return { slack, inbox, app };
}

async function serve(app: SlackApp): Promise<string> {
  const { url, close } = await serveRequests(app.handleHttp);
  closeLater(close);
  return url;
}

async function end(app: SlackApp, slack: LocalSlack): Promise<void> {
  slack.control.faults.clear();
  await app.stop();
  await until('no socket', () => slack.control.sockets.count() === 0);
}

async function until(what: string, look: () => boolean): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (!look()) {
    if (Date.now() > deadline) throw new Error(`Waited for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const write = (slack: LocalSlack, text: string) => {
  const { channel } = slack.control.people.openDirect({ user: 'U0ALICE' });
  return slack.control.people.say({ user: 'U0ALICE', channel, text });
};
const texts = (inputs: readonly SlackInput[]) =>
  inputs.flatMap((input) =>
    input.kind === 'event' && input.event.type === 'addressed' ? [input.event.text] : [],
  );
const outcomes = (slack: LocalSlack) =>
  slack.control.log().flatMap((entry) => {
    if (entry.kind === 'envelope.acked') return ['acked'];
    return entry.kind === 'envelope.failed' ? ['failed'] : [];
  });

describe.each(MODES)('events over %s', (mode) => {
  test('are acknowledged after they are stored, not before', async () => {
    const { slack, inbox } = await start(mode);
    let open = (): void => undefined;
    inbox.state.gate = new Promise((resolve) => (open = resolve));

    write(slack, 'are you there?');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(outcomes(slack)).toEqual([]);
    open();
    await slack.control.idle();

    expect(texts(inbox.inputs)).toEqual(['are you there?']);
    expect(new Set(outcomes(slack))).toEqual(new Set(['acked']));
  });

  test('that cannot be stored are not acknowledged, and stored when Slack sends them again', async () => {
    const { slack, inbox } = await start(mode);
    inbox.state.fails = true;

    write(slack, 'what broke?');
    // Opening the conversation is an event, too, and each is tried twice at once.
    await until('every try to fail', () => outcomes(slack).filter((one) => one === 'failed').length === 4);
    expect(inbox.inputs).toEqual([]);
    inbox.state.fails = false;
    slack.control.flushRetries();
    await slack.control.idle();

    expect(texts(inbox.inputs)).toEqual(['what broke?']);
  });

  test('of which only the retry arrives are processed', async () => {
    const { slack, inbox } = await start(mode);
    slack.control.faults.add({ kind: 'lose_first_copy', eventType: 'message' });

    write(slack, 'hello?');
    await slack.control.idle();
    slack.control.flushRetries();
    await until('the retry', () => texts(inbox.inputs).length > 0);

    expect(texts(inbox.inputs)).toEqual(['hello?']);
  });

  test('that come several times, also under ids of their own, count once', async () => {
    const { slack, inbox } = await start(mode);
    slack.control.faults.add({ kind: 'duplicate_event', eventType: 'message', copies: 3 });
    write(slack, 'first');
    await slack.control.idle();
    slack.control.faults.add({ kind: 'fan_out_event', eventType: 'message' });
    write(slack, 'second');
    await slack.control.idle();

    expect(texts(inbox.inputs)).toEqual(['first', 'second']);
  });

  test('that come out of order all count', async () => {
    const { slack, inbox } = await start(mode);
    slack.control.faults.add({ kind: 'reorder_events', eventType: 'message', count: 3 });
    for (const text of ['one', 'two', 'three']) write(slack, text);
    slack.control.flushRetries();
    await slack.control.idle();

    expect(texts(inbox.inputs).toSorted()).toEqual(['one', 'three', 'two']);
  });

  test('of ourselves, of other bots and of unknown types are acknowledged and ignored', async () => {
    const { slack, inbox, app } = await start(mode);
    const { channel } = slack.control.people.openDirect({ user: 'U0ALICE' });
    await slack.control.idle();
    inbox.inputs.length = 0;
    await app.client.chat.postMessage({ channel, text: 'the bot speaks' });
    slack.control.people.say({ user: 'U0ALICE', channel: CHANNEL, text: 'not for the bot' });
    const said = slack.control.people.say({ user: 'U0ALICE', channel: CHANNEL, text: 'x' });
    slack.control.people.toggleReaction({ user: 'U0ALICE', channel: CHANNEL, ts: said.ts, name: 'eyes' });
    await slack.control.idle();

    expect(inbox.inputs).toEqual([]);
    expect(outcomes(slack)).not.toContain('failed');
  });
});

describe('signed requests', () => {
  const post = async (url: string, body: string, secret: string, timestamp: number) =>
    (await postSigned(url, { secret, body, timestamp })).status;
  const event = (id: string) =>
    JSON.stringify({
      type: 'event_callback',
      team_id: 'T1',
      event_id: id,
      event: { type: 'app_home_opened', user: 'U0ALICE', channel: 'D1', tab: 'home', event_ts: '1.1' },
    });
  const now = () => Math.floor(Date.now() / 1000);

  test('are taken once: somebody who captured one cannot send it again', async () => {
    const { slack, inbox, app } = await start('http');
    const url = await serve(app);
    const at = now();

    expect(await post(url, event('Ev1'), slack.signingSecret, at)).toBe(200);
    expect(await post(url, event('Ev1'), slack.signingSecret, at)).toBe(401);
    expect(inbox.inputs).toHaveLength(1);
  });

  test('that could not be stored are welcome again within the same second', async () => {
    const { slack, inbox, app } = await start('http');
    const url = await serve(app);
    const at = now();
    inbox.state.fails = true;
    expect(await post(url, event('Ev1'), slack.signingSecret, at)).toBe(503);
    inbox.state.fails = false;

    expect(await post(url, event('Ev1'), slack.signingSecret, at)).toBe(200);
    expect(inbox.inputs).toHaveLength(1);
  });
});

describe('the socket', () => {
  test('loses nothing that Slack retries, whatever becomes of its connections', async () => {
    // Slack's own delays, sixty times as fast, and so are the gaps.
    const { slack, inbox } = await start('socket', { pingTimeoutMs: 100 }, [0, 1000, 5000, 10_000]);
    const said: string[] = [];
    const { refresh, drop } = slack.control.sockets;
    for (const [round, happens] of [refresh, drop, refresh, drop].entries()) {
      happens();
      for (const part of ['a', 'b', 'c']) {
        said.push(`${round}${part}`);
        write(slack, `${round}${part}`);
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      await until('a socket', () => slack.control.sockets.count() > 0);
    }
    await until('every event', () => texts(inbox.inputs).length === said.length);

    expect(texts(inbox.inputs).toSorted()).toEqual(said);
  }, 120_000);

  test('that dies silently is made anew', async () => {
    const { slack, inbox } = await start('socket', { pingTimeoutMs: 300, silentAfterMs: 2000 });
    slack.control.faults.add({ kind: 'silent_sockets', forMs: 1500 });
    const sockets = () =>
      slack.control.log().filter((entry) => entry.kind === 'socket' && entry.event === 'opened').length;
    const before = sockets();
    await until('another socket', () => sockets() > before);
    await until('it to listen', () => slack.control.sockets.count() > 0);
    await new Promise((resolve) => setTimeout(resolve, 1500));

    write(slack, 'still there?');
    await until('the message', () => {
      slack.control.flushRetries();
      return texts(inbox.inputs).includes('still there?');
    });
    expect(slack.control.sockets.count()).toBe(1);
  }, 120_000);
});

describe('a handshake that never ends', () => {
  test('is given up for another one', async () => {
    const slack = createLocalSlack({ ackTimeoutMs: 1500 });
    await slack.start();
    closeLater(() => slack.stop());
    const mute = createTcpServer();
    const mutePort = await listen(mute);
    let asked = 0;
    // The first address leads to a server that accepts and says nothing.
    const api = createServer((request, response) => {
      asked += 1;
      void (async () => {
        const answer = await fetch(new URL(request.url ?? '/', slack.url), {
          method: 'POST',
          headers: { authorization: request.headers.authorization ?? '' },
        });
        const body = (await answer.json()) as Record<string, unknown>;
        const url = asked === 1 ? `ws://127.0.0.1:${mutePort}/` : body['url'];
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...body, url }));
      })();
    });
    const apiUrl = `http://127.0.0.1:${await listen(api)}/api/`;
    const inbox = createInbox();
    const app = createSlackApp({
      settings: { botToken: slack.botToken, appToken: slack.appToken, apiUrl, silentAfterMs: 500 },
      useCases: inbox,
      log: silentLogger(),
    });
    closeLater(() => end(app, slack));
    await app.start();
    await until('a socket', () => slack.control.sockets.count() === 1);

    write(slack, 'at last');
    await until('the message', () => texts(inbox.inputs).includes('at last'));
    expect(asked).toBe(2);
  }, 120_000);
});

async function listen(server: Server | TcpServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeLater(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}
