import { describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { alertOf, createBotWorld, startBot, startBotIn, TOKEN, webhookOf, WEBHOOK } from '../helpers/bot.js';
import { createPostgresDatabase } from '../helpers/shared-postgres.js';
import { describeWithServer } from '../helpers/real-servers.js';
import { createSilentGate } from '../storage/silent-gate.js';

/** Sends the head of a request and `body`, of which more is announced than comes. */
function halfRequest(url: string, headers: string, body = '') {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`POST ${WEBHOOK} HTTP/1.1\r\nHost: x\r\n${headers}Content-Length: 100000\r\n\r\n${body}`);
  return socket;
}

describe('half a request', () => {
  test('of a stranger is turned away before its body came, and one of a friend does not hold up the end', async () => {
    const bot = await startBot({ database: 'either' });

    const stranger = halfRequest(bot.url, '');
    const [answer] = (await once(stranger, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 401 /);
    const friend = halfRequest(bot.url, `Authorization: Bearer ${TOKEN}\r\n`, '{');
    await bot.get('/healthz');
    const startedAt = performance.now();
    await bot.close();

    expect(performance.now() - startedAt).toBeLessThan(10_000);
    stranger.destroy();
    friend.destroy();
  }, 60_000);
});

describe('PostgreSQL that is not there', () => {
  test('is named in a sentence when the bot starts', async () => {
    const world = await createBotWorld({ database: 'postgres://user:secret@127.0.0.1:9/firewatch' });
    const startedAt = performance.now();

    const complaint = await startBotIn(world).then(
      () => 'started',
      (error: unknown) => error as Error,
    );

    expect(complaint).toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining(
        'PostgreSQL at 127.0.0.1:9 does not answer as it should; check DATABASE_URL',
      ),
    });
    expect(String(complaint)).not.toContain('secret');
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    await world.close();
  }, 30_000);
});

describeWithServer('postgres', 'PostgreSQL that has gone silent', () => {
  test('costs a 503 in time, and never the liveness', async () => {
    const gate = await createSilentGate(new URL(await createPostgresDatabase()));
    const bot = await startBot({ database: gate.url });
    expect((await bot.post(WEBHOOK, webhookOf(alertOf()))).status).toBe(200);

    gate.silence();
    const startedAt = performance.now();
    const [alert, change, ready, alive, metrics] = await Promise.all([
      bot.post(WEBHOOK, webhookOf(alertOf())),
      bot.post('/changes', { id: '1', kind: 'deploy', summary: 'x' }),
      bot.get('/readyz'),
      bot.get('/healthz'),
      bot.get('/metrics'),
    ]);
    expect([alert, change, ready, alive, metrics].map(({ status }) => status)).toEqual([
      503, 503, 503, 200, 200,
    ]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);

    // Cutting the connections lets the bot end at once.
    await gate.close();
    await bot.close();
  }, 120_000);
});
