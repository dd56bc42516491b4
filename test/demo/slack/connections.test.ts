import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import {
  createLocalSlack,
  type LocalSlack,
  type LocalSlackOptions,
} from '../../../demo/slack/local-slack.js';
import { until } from './bolt-app.js';
import { connectSocket, refusalOf, type SocketClient, socketUrl } from './socket-client.js';

describe('Socket Mode connections', () => {
  let slack: LocalSlack;

  afterEach(() => slack.stop());

  async function start(options: LocalSlackOptions = {}): Promise<void> {
    slack = createLocalSlack(options);
    await slack.start();
  }

  const connect = (isAcking = true): Promise<SocketClient> => connectSocket(slack, isAcking);

  function say(text: string): void {
    slack.control.people.say({ user: 'alice', channel: 'incidents', text });
  }

  test('hello counts the connections; each event goes to one of them', async () => {
    await start();
    const first = await connect();
    const second = await connect();

    for (let index = 0; index < 4; index++) say(`message ${index}`);
    await slack.control.idle();

    expect([first, second].map((client) => client.received[0]?.num_connections)).toEqual([1, 2]);
    expect([first, second].map((client) => client.ofType('events_api').length)).toEqual([2, 2]);
  });

  test('a click goes over the connection that was chosen for it, and what comes after it has its turn again', async () => {
    await start();
    const clients = [await connect(), await connect()] as const;
    const { ts } = slack.control.people.say({ user: 'alice', channel: 'incidents', text: 'hello' });
    await slack.control.idle();
    const click = (value: string, teamId?: string) =>
      slack.control.people.click({
        user: 'alice',
        channel: 'incidents',
        ts,
        actionId: 'proposal.approve',
        forged: { value, ...(teamId && { teamId }) },
      });

    const answers = [0, 1, 1, 0].map((connection, index) =>
      slack.control.sockets.over(connection, () => click(`v${index}`, index === 2 ? 'T0OTHER' : undefined)),
    );
    await Promise.all(answers);
    await Promise.all([click('turn'), click('turn')]);

    const shown = clients.map((client) => client.ofType('interactive').map(({ payload }) => payload));
    expect(shown).toMatchObject([
      [{ actions: [{ value: 'v0' }] }, { actions: [{ value: 'v3' }] }, { actions: [{ value: 'turn' }] }],
      [
        { user: { team_id: 'T0DEMO' }, actions: [{ value: 'v1', action_id: 'proposal.approve' }] },
        { user: { team_id: 'T0OTHER' }, actions: [{ value: 'v2' }] },
        { actions: [{ value: 'turn' }] },
      ],
    ]);
  });

  test('what a lost connection did not ack goes to the next one, as the same event', async () => {
    await start({ eventRetryDelaysMs: [0, 5, 5] });
    const silent = await connect(false);
    say('did you get this?');
    await until(() => silent.ofType('events_api').length === 1);

    const replacement = await connect();
    silent.socket.terminate();
    await until(() => replacement.ofType('events_api').length === 1);

    const [lost] = silent.ofType('events_api');
    const [again] = replacement.ofType('events_api');
    expect(again?.payload?.event_id).toBe(lost?.payload?.event_id);
    expect(again?.retry_attempt).toBe(1);
  });

  test('a retry that waits can be sent at once', async () => {
    await start();
    say('nobody is connected');
    await slack.control.idle();
    const client = await connect();

    slack.control.flushRetries();
    await until(() => client.ofType('events_api').length === 1);

    expect(client.ofType('events_api')[0]?.retry_attempt).toBeGreaterThan(0);
  });

  test('a refresh asks every connection to come again', async () => {
    await start();
    const client = await connect();

    slack.control.sockets.refresh();
    await until(() => client.ofType('disconnect').length === 1);

    expect(client.ofType('disconnect')[0]?.reason).toBe('refresh_requested');
  });

  test('an address opens one connection, and none while Slack refuses', async () => {
    await start();
    const url = await socketUrl(slack);
    const first = new WebSocket(url);
    await once(first, 'open');

    const reused = await refusalOf(url);
    slack.control.sockets.setRefusing(true);
    const refused = await refusalOf(await socketUrl(slack));

    expect([reused, refused]).toEqual(['Unexpected server response: 404', 'Unexpected server response: 404']);
    first.terminate();
  });
});
