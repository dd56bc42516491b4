import { afterEach, describe, expect, test } from '@jest/globals';
import { createRateLimits } from '../../../demo/slack/api/rate-limits.js';
import {
  createLocalSlack,
  type LocalSlack,
  type LocalSlackOptions,
} from '../../../demo/slack/local-slack.js';
import { ui } from './bolt-app.js';

describe('local Slack faults and limits', () => {
  let slack: LocalSlack | undefined;

  afterEach(async () => {
    await slack?.stop();
    slack = undefined;
  });

  async function start(options: LocalSlackOptions = {}): Promise<LocalSlack> {
    slack = createLocalSlack(options);
    await slack.start();
    return slack;
  }

  function post(target: LocalSlack, channel = 'C0INCIDENTS', text = 'hello'): Promise<Response> {
    return fetch(`${target.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${target.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel, text }),
    });
  }

  test('a channel takes a burst, then one post a second; other channels do not wait', async () => {
    let now = 1_700_000_000_000;
    const target = await start({ now: () => now });
    const statuses: number[] = [];

    for (let index = 0; index < 6; index++) statuses.push((await post(target)).status);
    const limited = await post(target);
    const elsewhere = await post(target, 'C0CHECKOUT');
    now += 1000;
    const later = await post(target);

    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect(limited.headers.get('retry-after')).toBe('1');
    expect(elsewhere.status).toBe(200);
    expect(later.status).toBe(200);
  });

  test('limits can be switched off', async () => {
    const target = await start();
    await ui(target, 'rate-limits', { enabled: false });

    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await post(target)).status));

    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  test('a 500 after taking effect leaves the message in the channel', async () => {
    const target = await start();
    await ui(target, 'faults', { method: 'chat.postMessage', kind: 'server_error', effect: 'after' });

    const answer = await post(target);
    const next = await post(target, 'C0INCIDENTS', 'second');

    expect([answer.status, next.status]).toEqual([500, 200]);
    expect(target.control.messages('incidents').map((message) => message.text)).toEqual(['hello', 'second']);
    expect(target.control.log().find((entry) => entry.kind === 'api')).toMatchObject({
      method: 'chat.postMessage',
      ok: false,
      status: 500,
      tookEffect: true,
    });
  });

  test('a 500 before taking effect leaves nothing', async () => {
    const target = await start();
    target.control.faults.add({ method: 'chat.postMessage', kind: 'server_error', effect: 'before' });

    expect((await post(target)).status).toBe(500);
    expect(target.control.messages('incidents')).toHaveLength(0);
  });

  test('a cut connection after taking effect looks like a network error', async () => {
    const target = await start();
    target.control.faults.add({ method: 'chat.postMessage', kind: 'drop_connection', effect: 'after' });

    await expect(post(target)).rejects.toThrow('fetch failed');
    expect(target.control.messages('incidents')).toHaveLength(1);
  });

  test('a fault can be for one channel and for several calls', async () => {
    const target = await start();
    target.control.faults.add({
      method: 'chat.postMessage',
      channel: 'C0INCIDENTS',
      kind: 'rate_limited',
      retryAfterSeconds: 7,
      times: 2,
    });

    const first = await post(target);
    const other = await post(target, 'C0CHECKOUT');
    const second = await post(target);
    const third = await post(target);

    expect([first.status, other.status, second.status, third.status]).toEqual([429, 200, 429, 200]);
    expect(first.headers.get('retry-after')).toBe('7');
  });

  test('a 429 can come without saying how long to wait', async () => {
    const target = await start();
    await ui(target, 'faults', { method: '*', kind: 'rate_limited', retryAfterSeconds: null });

    const answer = await post(target);

    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBeNull();
  });

  test('all channels together take several hundred posts a minute', () => {
    let now = 1_700_000_000_000;
    const limits = createRateLimits({ now: () => now });
    const take = (index: number): number => limits.take('chat.postMessage', 'post', `C${index % 110}`);

    const waits = Array.from({ length: 550 }, (_, index) => take(index));
    now += 1000;

    expect(waits.filter((wait) => wait === 0)).toHaveLength(500);
    expect(take(0)).toBe(0);
  });

  test.each(['files.getUploadURLExternal', 'views.publish', 'chat.startStream'])(
    '%s can break like any other call',
    async (method) => {
      const target = await start();
      target.control.faults.add({ method, kind: 'server_error', effect: 'before' });

      const answer = await fetch(target.apiUrl + method, {
        method: 'POST',
        headers: { authorization: `Bearer ${target.botToken}` },
      });

      expect(answer.status).toBe(500);
    },
  );

  test('Slack can be down for a while', async () => {
    let now = 1_700_000_000_000;
    const target = await start({ now: () => now });
    target.control.faults.down(30 * 60_000);

    const during = await post(target);
    now += 30 * 60_000;
    const after = await post(target);

    expect([during.status, after.status]).toEqual([500, 200]);
  });

  test('the log numbers every call and holds no token', async () => {
    const target = await start();
    await fetch(`${target.apiUrl}auth.test?token=${target.botToken}`);
    await post(target);

    const { entries } = await ui(target, 'log?kind=api');

    expect(entries).toMatchObject([
      { method: 'auth.test', ok: true },
      { method: 'chat.postMessage', channel: 'C0INCIDENTS', ok: true },
    ]);
    expect(target.control.log().map((entry) => entry.seq)).toEqual(
      target.control.log().map((_, index) => index + 1),
    );
    expect(JSON.stringify(entries)).not.toContain(target.botToken);
  });
});
