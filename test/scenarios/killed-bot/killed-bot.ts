/** What a bot that dies without a warning owes people when it is back: nothing lost, nothing doubled, nothing guessed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import {
  alertOf,
  approve,
  createBotWorld,
  findProposal,
  keyOf,
  queryDatabase,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
  type BotWorld,
  type WorldOptions,
} from '../../helpers/bot.js';
import { createBotProcess, type BotProcess } from '../../helpers/bot-process.js';
import { seededRandom } from '../../helpers/seeded-random.js';

const ROUNDS = 3;
/** What a person would say took very long, but a busy test machine may need. */
const PATIENCE_MS = 100_000;
export const KILLED_BOT_TIMEOUT_MS = 240_000;

/** A bot that a test may kill, and everything around it. */
interface Killable {
  readonly world: BotWorld;
  readonly bot: BotProcess;
}

const PLAYS: Readonly<Record<string, (createDatabase: () => Promise<string>) => Promise<void>>> = {
  [`right after it accepted alerts, ${ROUNDS} times, loses none and doubles no thread`]: (createDatabase) =>
    withBot(createDatabase, {}, losesNothing),
  'between posting a message and recording it posts it once': (createDatabase) =>
    withBot(createDatabase, {}, postsOnce),
  'while a fix runs (idempotent: false) never guesses': (createDatabase) =>
    withBot(createDatabase, { endpoint: { idempotent: false } }, async (killable) =>
      neverGuesses(killable, false, /not known whether it took effect/i),
    ),
  'while a fix runs (idempotent: true) never guesses': (createDatabase) =>
    withBot(createDatabase, { endpoint: { idempotent: true } }, async (killable) =>
      neverGuesses(killable, true, /verified after/i),
    ),
};

/** What is tested of a killed bot, in words. */
export const KILLED_BOT_TITLES: readonly string[] = Object.keys(PLAYS);

/**
 * What became of each, by its title; each has a bot of its own. They are played side by side, because most of their time
 * they wait until what a dead bot held is free. `createDatabase` gives `pglite`, or the connection string of an empty
 * database.
 */
export async function playKilledBots(
  createDatabase: () => Promise<string>,
): Promise<ReadonlyMap<string, PromiseSettledResult<void>>> {
  const results = await Promise.allSettled(Object.values(PLAYS).map((play) => play(createDatabase)));
  return new Map(
    KILLED_BOT_TITLES.flatMap((title, index) => {
      const result = results[index];
      return result ? [[title, result] as const] : [];
    }),
  );
}

async function withBot(
  createDatabase: () => Promise<string>,
  options: Partial<WorldOptions>,
  play: (killable: Killable) => Promise<void>,
): Promise<void> {
  const world = await createBotWorld({ database: await createDatabase(), ...options });
  let bot: BotProcess | undefined;
  try {
    bot = await createBotProcess(world);
    await bot.start();
    await play({ world, bot });
  } finally {
    await bot?.kill();
    await world.close();
  }
}

async function losesNothing({ world, bot }: Killable): Promise<void> {
  const random = seededRandom(20_260_131);
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
}

async function postsOnce({ world, bot }: Killable): Promise<void> {
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
}

async function neverGuesses({ world, bot }: Killable, idempotent: boolean, end: RegExp): Promise<void> {
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
}

/**
 * On a shared database a dead bot's claim on a message ends after a minute, and its jobs are free after ten seconds;
 * nobody wants to wait for that here. The embedded database is left for the bot to open and recover.
 */
async function passAMinute(world: BotWorld): Promise<void> {
  if (!world.environment['DATABASE_URL']) return;
  await queryDatabase(world, "UPDATE firewatch.messages SET lease_until = lease_until - interval '1 minute'");
  await queryDatabase(world, "UPDATE pgboss.job SET heartbeat_on = heartbeat_on - interval '1 minute'");
}

function missingThreads(world: BotWorld, services: ReadonlySet<string>): string[] {
  const shown = world.cards().map(textOf).join('\n');
  return [...services].filter((service) => !shown.includes(`${service} fails`));
}
