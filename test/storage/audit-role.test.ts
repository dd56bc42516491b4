import { readFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { compileBot } from '../helpers/compiled-bot.js';
import { createPostgresDatabase, dropPostgresDatabase } from '../helpers/shared-postgres.js';
import { describeWithServer } from '../helpers/real-servers.js';
import {
  alertOf,
  createBotWorld,
  queryDatabase,
  startBotIn,
  until,
  WEBHOOK,
  webhookOf,
  type Bot,
  type BotWorld,
} from '../helpers/bot.js';

/** The statements of the page, in their order: the administrator's, then the owner's. */
const [AS_ADMINISTRATOR = '', AS_OWNER = ''] = [
  ...readFileSync(new URL('../../docs/audit.md', import.meta.url), 'utf8').matchAll(
    /^```sql\n([\s\S]*?)^```$/gm,
  ),
].map(([, text = '']) => text);

async function withBot(world: BotWorld, work: (bot: Bot) => Promise<void>): Promise<void> {
  const bot = await startBotIn(world);
  try {
    await work(bot);
  } finally {
    await bot.stop();
  }
}

const anchorsIn = (messages: readonly { text: string }[]) =>
  messages.flatMap(({ text }) => /^Audit log up to here: (.*)$/.exec(text)?.[1] ?? []);

describeWithServer('postgres', 'the roles that docs/audit.md describes', () => {
  let url: string;
  const as = (user: string, password: string) => {
    const own = new URL(url);
    own.username = user;
    own.password = password;
    return own.href;
  };
  const run = async (address: string, sql: string) => {
    const client = new pg.Client(address);
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const firewatch = async (address: string, ...args: string[]) => {
    const env = { PATH: process.env['PATH'], DATABASE_URL: address };
    return promisify(execFile)(process.execPath, [await compileBot(), ...args], { env }).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  };

  beforeAll(async () => {
    url = await createPostgresDatabase();
  });
  afterAll(async () => {
    await dropPostgresDatabase(url);
    const server = new URL(url);
    server.pathname = '/postgres';
    await run(server.href, 'DROP ROLE firewatch_bot; DROP ROLE firewatch_owner');
  });

  test('let a bot run that can add to the audit log, and change nothing in it', async () => {
    await run(url, AS_ADMINISTRATOR);
    const owner = as('firewatch_owner', 'change-me-1');
    const bot = as('firewatch_bot', 'change-me-2');
    expect(await firewatch(bot, 'migrate')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('with the DATABASE_URL of the role that owns them'),
    });
    expect(await firewatch(owner, 'migrate')).toMatchObject({
      stdout: expect.stringContaining('Migrations applied: 1, 2'),
    });
    await run(owner, AS_OWNER);

    const world = await createBotWorld({ database: bot });
    try {
      await withBot(world, async ({ post }) => {
        expect(await post(WEBHOOK, webhookOf(alertOf()))).toMatchObject({ status: 200 });
        await until('an entry', async () => (await queryDatabase(world, 'SELECT FROM firewatch.audit'))[0]);
      });
      // As if two hours had gone by; it looks what is due when it starts.
      const shift = (by: string) =>
        run(
          url,
          `SET session_replication_role = 'replica'; UPDATE firewatch.audit SET at = at ${by} WHERE seq = 1`,
        );
      await shift(`- interval '2 hours'`);
      await withBot(world, async () => {
        const posted = await until('the anchor', () => anchorsIn(world.messages())[0]);
        const kept = await queryDatabase<{ anchor: string }>(
          world,
          `SELECT seq || ':' || hash AS anchor FROM firewatch.audit_anchors`,
        );
        expect(kept).toEqual([{ anchor: posted }]);
      });
      await shift(`+ interval '2 hours'`);
    } finally {
      await world.close();
    }

    for (const table of ['firewatch.audit', 'firewatch.audit_anchors']) {
      for (const sql of [
        `UPDATE ${table} SET hash = ''`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table}`,
        `DROP TABLE ${table}`,
        `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
        `ALTER TABLE ${table} OWNER TO firewatch_bot`,
      ])
        await expect(run(bot, sql)).rejects.toThrow(/permission denied|must be owner/);
    }
    await expect(run(bot, `SET session_replication_role = 'replica'`)).rejects.toThrow('permission denied');
    await expect(run(bot, 'CREATE TABLE firewatch.mine ()')).rejects.toThrow('permission denied');
    // The owner may, but not by accident.
    await expect(run(owner, `UPDATE firewatch.audit SET hash = ''`)).rejects.toThrow('append-only');
    await expect(run(owner, 'TRUNCATE firewatch.audit')).rejects.toThrow('append-only');

    expect(await firewatch(bot, 'audit', 'verify')).toMatchObject({ stdout: expect.stringMatching(/^OK: /) });
    await run(
      url,
      `SET session_replication_role = 'replica'; UPDATE firewatch.audit SET event = 'x' WHERE seq = 1`,
    );
    expect(await firewatch(bot, 'audit', 'verify')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('BROKEN at #1: Entry #1 was changed'),
    });
  }, 120_000);
});
