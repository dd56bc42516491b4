/** The weekly digest through the real bot: posted once however many bots there are, and shown to whoever asks. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createPreparedDatabase, dropPostgresDatabase } from '../helpers/shared-postgres.js';
import {
  alertOf,
  CHANNEL,
  createBotWorld,
  keyOf,
  startBotIn,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
  type Bot,
  type BotWorld,
} from '../helpers/bot.js';
import { describeWithServer } from '../helpers/real-servers.js';

const ALICE = 'U0ALICE';
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

describeWithServer('postgres', 'the weekly digest', () => {
  let database: string;
  let world: BotWorld;
  const bots: Bot[] = [];

  beforeAll(async () => {
    database = await createPreparedDatabase();
    // Due since a few minutes ago, whenever the test runs.
    const moment = new Date(Date.now() - 3 * 60_000);
    world = await createBotWorld({
      database,
      config: {
        digest: { day: DAYS[moment.getUTCDay()], at: moment.toISOString().slice(11, 16) },
      },
    });
    bots.push(await startBotIn(world));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(bots.map((bot) => bot.stop()));
    await world.close();
    await dropPostgresDatabase(database);
  });

  const digests = () => world.messages().filter((message) => keyOf(message).startsWith('weekly_digest:'));

  async function query(sql: string) {
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  }

  /** Over by itself four times, a day ago: one that really was, and copies of it. */
  async function pastWeek(): Promise<void> {
    const [bot] = bots;
    const episode = { fingerprint: 'f0', startsAt: new Date().toISOString() };
    await bot?.post(WEBHOOK, webhookOf(alertOf(episode)));
    await until('the incident', () => (world.cards().length === 1 ? true : undefined));
    await bot?.post(WEBHOOK, webhookOf(alertOf({ ...episode, status: 'resolved' })));
    await until('its end', async () => {
      const { rows } = await query("SELECT FROM firewatch.incidents WHERE status = 'resolved'");
      return rows.length === 1 ? true : undefined;
    });
    await query(`
      UPDATE firewatch.incidents SET opened_at = opened_at - interval '1 day',
        started_at = opened_at - interval '1 day', resolved_at = opened_at - interval '1 day' + interval '12 minutes';
      UPDATE firewatch.alerts SET first_received_at = first_received_at - interval '1 day',
        starts_at = first_received_at - interval '1 day', ends_at = first_received_at - interval '1 day' + interval '12 minutes';
      WITH copies AS (
        INSERT INTO firewatch.incidents (number, title, status, severity, service, source, group_key, channel, started_at, opened_at, resolved_at) OVERRIDING SYSTEM VALUE
        SELECT number + n, title, status, severity, service, source, group_key, channel, started_at - n * interval '3 hours',
          opened_at - n * interval '3 hours', resolved_at - n * interval '3 hours'
        FROM firewatch.incidents, generate_series(1, 3) AS n RETURNING id, opened_at, resolved_at
      )
      INSERT INTO firewatch.alerts (source, fingerprint, starts_at, ends_at, status, name, service, labels, annotations, incident_id, first_received_at, is_handled)
      SELECT a.source, a.fingerprint, copies.opened_at, copies.resolved_at, a.status, a.name, a.service, a.labels, a.annotations,
        copies.id, copies.opened_at, true
      FROM copies, firewatch.alerts AS a`);
  }

  test('is posted once, by two bots that start at the same time', async () => {
    await pastWeek();
    expect(digests()).toEqual([]);

    bots.push(...(await Promise.all([startBotIn(world), startBotIn(world)])));

    const digest = await until('the digest', () => digests()[0]);
    expect(textOf(digest)).toContain('Team shop: the last week');
    expect(textOf(digest)).toContain(
      '4 of 4 incidents ended by themselves and nobody acknowledged them: lower its severity, or delete it',
    );
    await until('both looked', async () => {
      const { rows } = await query(
        "SELECT FROM pgboss.job WHERE name = 'post-digests' AND state IN ('created', 'active', 'retry')",
      );
      return rows.length === 0 ? true : undefined;
    });
    expect(digests()).toHaveLength(1);
  }, 90_000);

  test('is shown to whoever asks, for as long as they say', async () => {
    const ask = async (text: string, part: string) => {
      await world.slack.control.people.command({ user: ALICE, channel: CHANNEL, text: `/incident ${text}` });
      return until(`a private answer with “${part}”`, () =>
        world.slack.control
          .messagesFor(CHANNEL, ALICE)
          .findLast(
            (message) => 'visibleOnlyTo' in message && `${message.text} ${textOf(message)}`.includes(part),
          ),
      );
    };

    expect(textOf(await ask('digest shop 4w', 'the last 4 weeks'))).toContain('4, 4 more than before');
    expect(textOf(await ask('digest', 'All services'))).toContain('CheckoutErrors');
    await ask('digest shpo', 'The catalogue has no team “shpo”. There are shop');
    await ask('digest shop 90w', 'is not a time to look back');
  }, 60_000);
});
