import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import {
  alertOf,
  approve,
  createBotWorld,
  findProposal,
  startBotIn,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
} from '../helpers/bot.js';
import { createBotProcess } from '../helpers/bot-process.js';
import { createPostgresDatabase } from '../helpers/shared-postgres.js';
import { describeWithServer, startPostgres } from '../helpers/real-servers.js';

/** Stands between the bot and PostgreSQL, so that the database can vanish and come back at the same address. */
async function createGate(target: URL) {
  const open = new Set<Socket>();
  let server: Server | undefined;
  let port = 0;
  const accept = (socket: Socket) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      open.add(from);
      from.on('error', () => undefined);
      from.on('close', () => (open.delete(from), to.destroy()));
      from.pipe(to);
    }
  };
  const gate = {
    url: '',
    async open() {
      server = createServer(accept);
      await once(server.listen(port, '127.0.0.1'), 'listening');
      ({ port } = server.address() as AddressInfo);
      const url = new URL(target);
      url.port = String(port);
      gate.url = url.href;
    },
    /** Refuses new connections and cuts the old ones. */
    async shut() {
      const closed = server && once(server.close(), 'close');
      for (const socket of open) socket.destroy();
      await closed;
      server = undefined;
    },
  };
  await gate.open();
  return gate;
}

describeWithServer('postgres', 'a bot on PostgreSQL', () => {
  test('asks senders to repeat while the database is away, lives on, and recovers by itself', async () => {
    const server = await startPostgres();
    const gate = await createGate(new URL(await createPostgresDatabase(server.url)));
    const world = await createBotWorld({ database: gate.url });
    const bot = await startBotIn(world);
    try {
      await bot.post(WEBHOOK, webhookOf(alertOf({ annotations: { summary: 'before' } })));
      await until('the first thread', () => world.cards()[0]);

      await gate.shut();
      const alert = alertOf({ labels: { service: 'search' }, annotations: { summary: 'meanwhile' } });
      const answers = await Promise.all([
        bot.post(WEBHOOK, webhookOf(alert)),
        bot.post(WEBHOOK, 'not json'),
        bot.post('/changes', { id: '1', kind: 'deploy', summary: 'x' }),
        bot.get('/readyz'),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
      expect(answers[0]?.headers.get('retry-after')).toBe('5');
      expect(answers[3]?.text).toContain('The database is not available');
      expect(await bot.get('/healthz')).toMatchObject({ status: 200 });
      expect((await bot.get('/metrics')).status).toBe(200);

      await gate.open();
      await until('readiness', async () => ((await bot.get('/readyz')).status === 200 ? true : undefined));
      expect((await bot.post(WEBHOOK, webhookOf(alert))).status).toBe(200);
      await until('the second thread', () =>
        world.cards().find((card) => textOf(card).includes('meanwhile')),
      );
    } finally {
      await bot.close();
      await gate.shut();
      await server.stop();
    }
  }, 120_000);

  test('lives on when the database goes away in the middle of its start', async () => {
    const server = await startPostgres();
    const gate = await createGate(new URL(await createPostgresDatabase(server.url)));
    const world = await createBotWorld({ database: gate.url });
    const bot = await createBotProcess(world);
    try {
      const started = bot.start();
      started.catch(() => undefined);
      // From here on senders may call, so it has to stay.
      for (;;) if ((await bot.get('/healthz').catch(() => undefined))?.status === 200) break;
      await gate.shut();
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      await gate.open();
      await started;
      expect((await bot.post(WEBHOOK, webhookOf(alertOf({})))).status).toBe(200);
      await until('the thread', () => world.cards()[0]);
    } finally {
      await bot.kill();
      await world.close();
      await gate.shut();
      await server.stop();
    }
  }, 120_000);

  test('writes down how a fix went when the database went away while it ran', async () => {
    const server = await startPostgres();
    const gate = await createGate(new URL(await createPostgresDatabase(server.url)));
    const world = await createBotWorld({ database: gate.url });
    const bot = await startBotIn(world);
    try {
      await bot.post(WEBHOOK, webhookOf(alertOf()));
      const proposal = await until('the proposal', () => findProposal(world), 30_000);
      // Away from the moment of the call until after its answer.
      Object.defineProperty(world.fixAnswer, 'next', {
        get: () => (void gate.shut(), { status: 200, body: 'restarted' }),
      });
      await approve(world, proposal);
      await until('the run', () => world.fix.requests.find(({ method }) => method === 'POST'), 30_000);
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      world.metrics.value = '0';
      await gate.open();

      const status = await until(
        'the outcome',
        async () => {
          const rows = await bot
            .query<{ status: string }>('SELECT status FROM firewatch.proposals')
            .catch(() => []);
          return rows.map((row) => row.status).find((one) => one !== 'executing');
        },
        60_000,
      );
      expect(['verifying', 'verified']).toContain(status);
      expect(world.fix.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    } finally {
      await bot.close();
      await gate.shut();
      await server.stop();
    }
  }, 120_000);

  test('survives that all its connections are cut, again and again, under load', async () => {
    const server = await startPostgres();
    const gate = await createGate(new URL(await createPostgresDatabase(server.url)));
    const world = await createBotWorld({ database: gate.url });
    const bot = await startBotIn(world);
    try {
      const accepted = new Set<string>();
      let isOver = false;
      const sending = (async () => {
        for (let index = 0; !isOver; index += 1) {
          const fingerprint = `f${index}`;
          const answer = await bot.post(WEBHOOK, webhookOf(alertOf({ fingerprint })));
          expect([200, 503]).toContain(answer.status);
          if (answer.status === 200) accepted.add(fingerprint);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      })();
      for (let round = 0; round < 5; round += 1) {
        await until('two more accepted alerts', () => (accepted.size >= 2 * (round + 1) ? true : undefined));
        await gate.shut();
        await gate.open();
      }
      isOver = true;
      await sending;

      expect(accepted.size).toBeGreaterThan(5);
      await until(
        'every accepted alert in the one incident',
        async () => {
          const rows = await bot.query<{ fingerprint: string }>(
            'SELECT fingerprint FROM firewatch.alerts WHERE incident_id IS NOT NULL',
          );
          const handled = new Set(rows.map(({ fingerprint }) => fingerprint));
          return [...accepted].every((fingerprint) => handled.has(fingerprint)) ? true : undefined;
        },
        40_000,
      );
      expect(await bot.query('SELECT id FROM firewatch.incidents')).toHaveLength(1);
    } finally {
      await bot.close();
      await gate.shut();
      await server.stop();
    }
  }, 120_000);

  test('shares the work with a second bot: one thread, and fifty clicks on both run the fix once', async () => {
    const server = await startPostgres();
    const world = await createBotWorld({ database: await createPostgresDatabase(server.url) });
    const bots = [await startBotIn(world), await startBotIn(world)] as const;
    try {
      const alert = alertOf();
      await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          bots[index % 2 === 0 ? 0 : 1].post(WEBHOOK, webhookOf(alert)),
        ),
      );
      const proposal = await until('the proposal', () => findProposal(world), 30_000);

      const clicks = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          approve(world, proposal, index % 2 === 0 ? 'U0ALICE' : 'U0BOB'),
        ),
      );
      expect(clicks.filter(({ ok }) => !ok)).toEqual([]);
      // Before the run it would not be needed any more, and nothing would run.
      await until('the run', () => world.fix.requests.find(({ method }) => method === 'POST'), 30_000);
      world.metrics.value = '0';
      await until(
        'the verdict',
        async () => (await bots[0].query("SELECT id FROM firewatch.proposals WHERE status = 'verified'"))[0],
        30_000,
      );

      expect(world.fix.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
      expect(world.cards()).toHaveLength(1);
      await until(
        'an answer to every click',
        async () => {
          const open = await bots[0].query('SELECT id FROM firewatch.slack_inputs WHERE handled_at IS NULL');
          return open.length === 0 ? true : undefined;
        },
        30_000,
      );
      const [row] = await bots[0].query(
        `SELECT count(*) FILTER (WHERE event = 'proposal.approved')::int AS approved,
           count(*) FILTER (WHERE event = 'decision.refused')::int AS refused FROM firewatch.audit`,
      );
      expect(row).toEqual({ approved: 1, refused: 49 });
    } finally {
      await bots[1].stop();
      await bots[0].close();
      await server.stop();
    }
  }, 180_000);
});
