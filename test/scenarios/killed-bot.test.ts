import { afterEach, describe, expect, test } from '@jest/globals';
import {
  alertOf,
  approve,
  createBotProcess,
  createBotWorld,
  findProposal,
  keyOf,
  queryDatabase,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
  type BotProcess,
  type BotWorld,
  type WorldOptions,
} from '../helpers/bot.js';
import { createPostgresDatabase } from '../helpers/every-database.js';
import { describeWithServer, startPostgres, type RealServer } from '../helpers/real-servers.js';

const ROUNDS = 3;
/** What a person would say took very long, but a busy test machine may need. */
const PATIENCE_MS = 100_000;

let world: BotWorld | undefined;
let bot: BotProcess | undefined;
let server: RealServer | undefined;
afterEach(async () => {
  await bot?.kill();
  await world?.close();
  await server?.stop();
  world = bot = server = undefined;
}, 30_000);

async function start(database: 'pglite' | 'postgres', options: Partial<WorldOptions> = {}) {
  if (database === 'postgres') server = await startPostgres();
  const url = server ? await createPostgresDatabase(server.url) : 'pglite';
  world = await createBotWorld({ database: url, ...options });
  bot = await createBotProcess(world);
  await bot.start();
  return { world, bot };
}

/** Reproducible numbers from 0 to 1; the generator is mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A dead bot's claim on a message ends after a minute on a shared database; nobody wants to wait for that here. */
async function passAMinute(world: BotWorld): Promise<void> {
  if (!world.environment['DATABASE_URL']) return;
  await queryDatabase(world, "UPDATE firewatch.messages SET lease_until = lease_until - interval '1 minute'");
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a bot killed on PGlite', () => {
  suite('pglite');
});
describeWithServer('postgres', 'a bot killed on PostgreSQL', () => {
  suite('postgres');
});

function suite(database: 'pglite' | 'postgres'): void {
  test(`right after it accepted alerts, ${ROUNDS} times, loses none and doubles no thread`, async () => {
    const { world, bot } = await start(database);
    const random = seeded(20_260_131);
    const accepted = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const senders = [0, 1, 2].map(async (sender) => {
        const service = `service-${round}-${sender}`;
        const alert = alertOf({
          labels: { service },
          annotations: { summary: `${service} fails` },
          fingerprint: service,
        });
        const answer = await bot.post(WEBHOOK, webhookOf(alert)).catch(() => undefined);
        if (answer?.status === 200) accepted.add(service);
      });
      await Promise.race(senders);
      await sleep(random() * 60);
      await bot.kill();
      await Promise.all(senders);
      await passAMinute(world);
      await bot.start();
    }
    expect(accepted.size).toBeGreaterThanOrEqual(ROUNDS);

    await until(
      'a thread for every accepted alert',
      () => (missingThreads(world, accepted).length === 0 ? true : undefined),
      PATIENCE_MS,
    );
    await bot.stop();
    const incidents = await queryDatabase<{ id: string; service: string }>(
      world,
      'SELECT id, service FROM firewatch.incidents',
    );
    const services = incidents.map(({ service }) => service);
    expect([...accepted].filter((service) => !services.includes(service))).toEqual([]);
    expect(new Set(services).size).toBe(services.length);
    const keys = world.messages().map(keyOf);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  }, 240_000);

  test('between posting a message and recording it posts it once', async () => {
    const { world, bot } = await start(database);
    world.slack.control.faults.add({
      method: 'chat.postMessage',
      kind: 'drop_connection',
      effect: 'after',
      times: 1,
    });
    const posted = new Promise<void>((resolve) => {
      const stop = world.slack.control.onChange(() => {
        if (world.cards().length === 0) return;
        stop();
        resolve();
      });
    });
    await bot.post(WEBHOOK, webhookOf(alertOf()));
    await posted;
    await bot.kill();
    await passAMinute(world);
    expect(world.cards()).toHaveLength(1);

    await bot.start();
    await until('the proposal in its thread', () => findProposal(world), PATIENCE_MS);

    expect(world.cards()).toHaveLength(1);
    const keys = world.messages().map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
  }, 180_000);

  test.each([
    [false, /not known whether it took effect/i],
    [true, /verified after/i],
  ])(
    'while a fix runs (idempotent: %s) never guesses',
    async (idempotent, end) => {
      const { world, bot } = await start(database, { endpoint: { idempotent } });
      const calls = () => world.fix.requests.filter(({ method }) => method === 'POST');
      world.fixAnswer.next = 'hang';
      await bot.post(WEBHOOK, webhookOf(alertOf()));
      const proposal = await until('the proposal', () => findProposal(world), PATIENCE_MS);
      await approve(world, proposal);
      await until('the call', () => calls()[0], PATIENCE_MS);
      await bot.kill();
      await passAMinute(world);
      world.fixAnswer.next = { status: 200, body: 'restarted' };
      world.metrics.value = '0';

      await bot.start();
      await until(
        'the verdict',
        () => world.messages().find((one) => keyOf(one) === keyOf(proposal) && end.test(textOf(one))),
        PATIENCE_MS,
      );

      expect(calls()).toHaveLength(idempotent ? 2 : 1);
      const keys = new Set(calls().map(({ headers }) => headers['idempotency-key']));
      expect(keys.size).toBe(1);
      await bot.stop();
      const [row] = await queryDatabase(world, 'SELECT status FROM firewatch.proposals');
      expect(row).toEqual({ status: idempotent ? 'verified' : 'unknown' });
    },
    180_000,
  );
}

function missingThreads(world: BotWorld, services: ReadonlySet<string>): string[] {
  const shown = world.cards().map(textOf).join('\n');
  return [...services].filter((service) => !shown.includes(`${service} fails`));
}
