/** Two bots that are real processes on one PostgreSQL, a service for each play, and what can be changed under them. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { parse, stringify } from 'yaml';
import type { Message } from '../../demo/slack/local-slack.js';
import { keyOf, until } from '../../test/helpers/bot.js';
import type { BotProcess } from '../../test/helpers/bot-process.js';
import { channelOf, openFleet, PATIENCE_MS, proposalOf } from '../real-bots/fleet.js';
import { GROUPS, PAGER_TOKEN, PAGER_USER, startPager, USERS } from './people.js';
import { policyBefore, type Placed } from './policy-of-cases.js';
import type { ProcessIndex, Redeployment, Stage } from './stage.js';
import { createBotDatabase, STEERING } from './steer.js';

/** A service that never fails; what is tampered with may name it. */
const DECOY = 'decoy';
/** Often enough for people, and no load for the database. */
const LOOK_EVERY_MS = 150;

export async function openStage(server: string, placed: readonly Placed[]): Promise<Stage> {
  const { superuser, bots: addresses } = await createBotDatabase(server);
  const paged = placed.filter(({ one }) =>
    JSON.stringify(one.service?.annotations ?? {}).includes('pagerduty'),
  );
  const pager = await startPager(paged.map(({ service }) => service));
  const fleet = await openFleet({
    database: superuser,
    services: [
      { name: DECOY, steps: [{ isIdempotent: false }] },
      ...placed.map(({ one, service }) => ({
        name: service,
        steps: [{ isIdempotent: false }],
        ...fill(one.service ?? {}, service),
      })),
    ],
    users: USERS,
    userGroups: GROUPS,
    approvals: { policy: 'policy.yaml' },
    env: {
      PAGERDUTY_TOKEN: PAGER_TOKEN,
      PAGERDUTY_FROM_EMAIL: PAGER_USER,
      PAGERDUTY_API_URL: pager.url,
    },
    answer({ service }, response, { heal }) {
      heal(service);
      response.end('restarted');
    },
  });
  const { world } = fleet;
  const { control } = world.slack;
  control.addChannel({ id: 'C0ELSEWHERE', name: 'elsewhere', members: USERS.map(({ id }) => id) });
  const policyPath = join(world.directory, 'policy.yaml');
  await writeFile(policyPath, stringify(policyBefore(placed)));
  const pool = new pg.Pool({ connectionString: superuser, max: 4 });
  // What is under way when a run is broken off ends with the server.
  pool.on('error', () => undefined);
  let env: Readonly<Record<string, string>> = {};
  let bots: readonly [BotProcess, BotProcess] | undefined;

  const sql: Stage['sql'] = async <R extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ) => (await pool.query<R>(text, [...values])).rows;

  /** One after the other, so that the order of their connections says which is whose. */
  async function start(): Promise<void> {
    await until('the end of old connections', () => (control.sockets.count() === 0 ? true : undefined));
    const create = (index: ProcessIndex) => fleet.createBot(addresses[index], env);
    bots = [await create(0), await create(1)];
    for (const [index, bot] of bots.entries()) {
      await bot.start();
      await until('its connection', () => (control.sockets.count() === index + 1 ? true : undefined));
    }
  }

  let forms: Promise<unknown> = Promise.resolve();
  await start();
  await pool.query(STEERING);
  return {
    fleet,
    control,
    pager,
    sql,
    bots() {
      if (!bots) throw new Error('The bots have not been started.');
      return bots;
    },
    over(process, act) {
      const firstSeq = control.log().length;
      const acting = control.sockets.over(process, act);
      acting.catch(() => undefined);
      for (const entry of control.log(firstSeq)) {
        if (entry.kind === 'envelope.sent') return String(entry.payload['trigger_id']);
      }
      throw new Error('Slack sent nothing.');
    },
    async findFix(service, otherThan) {
      const isFix = (one: Message) => keyOf(one).startsWith('proposal:') && proposalOf(one) !== otherThan;
      const look = () => control.messages(channelOf(service)).find(isFix);
      const card = await until(`a fix of ${service}`, look, PATIENCE_MS);
      return { card, proposal: proposalOf(card) };
    },
    async awaitRow(what, text, values) {
      const deadline = Date.now() + PATIENCE_MS;
      while ((await sql(text, values)).length === 0) {
        if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
        await sleep(LOOK_EVERY_MS);
      }
    },
    async sendAgain(trigger) {
      for (const entry of control.log()) {
        if (entry.kind === 'envelope.sent' && entry.payload['trigger_id'] === trigger)
          await control.sendAgain(entry.envelopeId);
      }
    },
    atForm(work) {
      const turn = forms.then(work);
      forms = turn.catch(() => undefined);
      return turn;
    },
    hold: async (proposal) => void (await pool.query('INSERT INTO bench.held VALUES ($1)', [proposal])),
    release: async (proposal) =>
      void (await pool.query('DELETE FROM bench.held WHERE proposal = $1', [proposal])),
    async setPolicy(policy) {
      const known = await countPolicies();
      await writeFile(`${policyPath}.new`, stringify(policy));
      await rename(`${policyPath}.new`, policyPath);
      // Each bot writes down that it goes by another policy.
      await until(
        'both to have the policy',
        async () => ((await countPolicies()) >= known + 2 ? true : undefined),
        PATIENCE_MS,
      );
    },
    async redeploy(change) {
      await Promise.all((bots ?? []).map((bot) => bot.stop()));
      env = { ...env, ...change.env };
      await rewrite(world.environment['FIREWATCH_CONFIG'] ?? '', (text) => {
        const file = parse(text) as {
          actions: { httpEndpoints: Parameters<NonNullable<Redeployment['endpoints']>>[0] };
        };
        file.actions.httpEndpoints = (change.endpoints?.(file.actions.httpEndpoints) ??
          file.actions.httpEndpoints) as typeof file.actions.httpEndpoints;
        return stringify(file);
      });
      await rewrite(join(world.directory, 'fleet.yaml'), change.catalog ?? ((text) => text));
      await start();
    },
    async close() {
      await fleet.close();
      await Promise.all([pool.end(), pager.close()]);
    },
  };

  async function countPolicies(): Promise<number> {
    const [row] = await sql<{ count: number }>(
      "SELECT count(*)::int AS count FROM firewatch.audit WHERE event = 'policy.changed'",
    );
    return row?.count ?? 0;
  }
}

async function rewrite(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'utf8')));
}

/** The service's own name in the place of `$service`. */
const fill = <T>(value: T, service: string): T =>
  JSON.parse(
    JSON.stringify(value).replaceAll('$service', service).replaceAll('$SERVICE', service.toUpperCase()),
  ) as T;
