import { afterEach, describe, expect, test } from '@jest/globals';
import type { EventFault } from '../../../demo/slack/faults.js';
import {
  createLocalSlack,
  type LocalSlack,
  type LocalSlackOptions,
} from '../../../demo/slack/local-slack.js';
import { type Rig, startHttpRig, startSocketRig, ui, until } from './bolt-app.js';
import { connectSocket, refusalOf, socketUrl } from './socket-client.js';

interface Heard {
  readonly text: string;
  readonly id: string;
  readonly retry: number | undefined;
}

describe.each([
  ['Socket Mode', startSocketRig],
  ['HTTP', startHttpRig],
])('delivery faults over %s', (_mode, startRig) => {
  let rig: Rig | undefined;

  afterEach(async () => {
    await rig?.stop();
    rig = undefined;
  });

  async function start(fault: EventFault): Promise<{ say: (text: string) => void; heard: Heard[] }> {
    const heard: Heard[] = [];
    const started = await startRig((app) => {
      app.message(async ({ message, body, context }) => {
        const text = 'text' in message ? String(message.text) : '';
        heard.push({ text, id: body.event_id, retry: context.retryNum });
      });
    });
    rig = started;
    started.slack.control.faults.add(fault);
    const say = (text: string): void =>
      void started.slack.control.people.say({ user: 'alice', channel: 'incidents', text });
    return { say, heard };
  }

  async function settled(): Promise<void> {
    await rig?.slack.control.idle();
  }

  test('an event can arrive twice with one event id', async () => {
    const { say, heard } = await start({ kind: 'duplicate_event' });

    say('hello');
    say('again');
    await until(() => heard.length === 3);

    const [first, second] = heard.filter(({ text }) => text === 'hello');
    expect(second).toEqual(first);
    // Socket Mode counts retries from 0, HTTP leaves the header out.
    expect(first?.retry ?? 0).toBe(0);
  });

  test('one message can make eleven events with ids of their own', async () => {
    const { say, heard } = await start({ kind: 'fan_out_event' });

    say('hello');
    await until(() => heard.length === 11);

    expect(new Set(heard.map(({ id }) => id)).size).toBe(11);
    expect(new Set(heard.map(({ text }) => text))).toEqual(new Set(['hello']));
  });

  test('events can arrive in the wrong order', async () => {
    const { say, heard } = await start({ kind: 'reorder_events', count: 3 });

    for (const text of ['one', 'two', 'three', 'four']) {
      say(text);
      await settled();
    }
    await until(() => heard.length === 4);

    expect(heard.map(({ text }) => text)).toEqual(['three', 'two', 'one', 'four']);
  });

  test('the only copy to arrive can be a retry', async () => {
    const { say, heard } = await start({ kind: 'lose_first_copy' });

    say('hello');
    await until(() => heard.length === 1);

    expect(heard).toMatchObject([{ text: 'hello', retry: 1 }]);
  });

  test('an event can get lost for good', async () => {
    const { say, heard } = await start({ kind: 'lose_event', eventType: 'message' });

    say('lost');
    say('next');
    await until(() => heard.length === 1);

    expect(heard).toMatchObject([{ text: 'next' }]);
  });

  test('an event can come late', async () => {
    const { say, heard } = await start({ kind: 'delay_event', ms: 60_000 });

    say('late');
    say('on time');
    await until(() => heard.length === 1);
    rig?.slack.control.flushRetries();
    await until(() => heard.length === 2);

    expect(heard.map(({ text }) => text)).toEqual(['on time', 'late']);
  });
});

describe('connection faults of the local Slack', () => {
  let slack: LocalSlack;

  afterEach(() => slack.stop());

  async function start(options: LocalSlackOptions = {}): Promise<LocalSlack> {
    slack = createLocalSlack(options);
    await slack.start();
    return slack;
  }

  const command = () => ui(slack, 'command', { user: 'alice', channel: 'incidents', text: '/incident' });

  test('a silent socket stays open, but nothing arrives and pings go unanswered', async () => {
    await start({ ackTimeoutMs: 50 });
    const { socket } = await connectSocket(slack);
    let pongs = 0;
    socket.on('pong', () => (pongs += 1));
    await ui(slack, 'faults', { kind: 'silent_sockets' });
    socket.ping();

    const during = await command();
    const pongsDuring = pongs;
    await ui(slack, 'faults/clear', {});
    socket.ping();
    await until(() => pongs > 0);

    expect(during).toMatchObject({ ok: false, error: 'http_timeout' });
    expect([slack.control.sockets.count(), pongsDuring]).toEqual([1, 0]);
    expect(await command()).toEqual({ ok: true });
  });

  test('sockets can be cut from the page', async () => {
    await start();
    await connectSocket(slack);

    await ui(slack, 'faults', { kind: 'drop_sockets' });
    await until(() => slack.control.sockets.count() === 0);

    expect(await command()).toMatchObject({ ok: false, error: 'not_connected' });
  });

  test('while Slack is down no call works and no socket opens; then both do', async () => {
    let now = 1_700_000_000_000;
    await start({ now: () => now });
    const ticket = await socketUrl(slack);
    slack.control.faults.down(30 * 60_000);

    const call = await socketUrl(slack);
    const refusal = await refusalOf(ticket);
    now += 30 * 60_000;
    const client = await connectSocket(slack);

    expect([call, refusal]).toEqual([undefined, 'Unexpected server response: 404']);
    expect(client.ofType('hello')).toHaveLength(1);
  });

  test('sockets can be refused for a while', async () => {
    let now = 1_700_000_000_000;
    await start({ now: () => now });
    await ui(slack, 'faults', { kind: 'refuse_sockets', forMs: 12_000 });

    const refusal = await refusalOf(await socketUrl(slack));
    now += 12_000;

    expect(refusal).toBe('Unexpected server response: 404');
    expect((await connectSocket(slack)).ofType('hello')).toHaveLength(1);
  });

  test('a call without an answer has still done its work', async () => {
    await start();
    slack.control.faults.add({ method: 'views.publish', kind: 'timeout', effect: 'after' });

    const call = fetch(`${slack.apiUrl}views.publish`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ user_id: 'U0ALICE', view: { type: 'home', blocks: [{ type: 'divider' }] } }),
      signal: AbortSignal.timeout(100),
    });

    await expect(call).rejects.toThrow('timeout');
    expect(await ui(slack, 'views?user=alice')).toMatchObject({ home: { type: 'home' } });
  });

  test('faults that still wait are listed, and can be cleared', async () => {
    await start();
    await ui(slack, 'faults', { kind: 'duplicate_event', copies: 3, eventType: 'message' });
    await ui(slack, 'faults', { method: '*', kind: 'server_error', effect: 'before' });

    const before = await ui(slack, 'faults');
    await ui(slack, 'faults/clear', {});

    expect(before['faults']).toMatchObject([{ kind: 'server_error' }, { kind: 'duplicate_event' }]);
    expect(await ui(slack, 'faults')).toMatchObject({ faults: [] });
  });
});
