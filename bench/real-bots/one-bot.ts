/** One real bot, compiled as for production, on a real PostgreSQL with a local Slack around it. */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { readAppManifest } from '../../demo/app-manifest.js';
import { createLocalSlack, type LocalSlack, type LocalSlackOptions } from '../../demo/slack/local-slack.js';
import { ALERT_TOKEN, startBot, type BenchBot } from '../slack-ack/bot-process.js';
import { requirePostgres, startTemporaryPostgres } from '../temporary-postgres.js';

export interface OneBot {
  readonly slack: LocalSlack;
  readonly bot: BenchBot;
  /** What alert senders show. */
  readonly token: string;
  /** Rows from the bot's database. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** The most memory that the bot has ever held. */
  peakRssMiB(): number;
}

/** @throws UserInputError when PostgreSQL is not installed. */
export async function withOneBot<T>(
  work: (world: OneBot) => Promise<T>,
  options: { readonly slack?: LocalSlackOptions; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<T> {
  const database = await startTemporaryPostgres(requirePostgres());
  const slack = createLocalSlack({ ...readAppManifest(), ...options.slack });
  await slack.start();
  try {
    const bot = await startBot(slack, 'socket', { kind: 'postgres', url: database.url }, options.env);
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    pool.on('error', () => undefined); // the server ends before its connections are closed
    try {
      return await work({
        slack,
        bot,
        token: ALERT_TOKEN,
        sql: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
          (await pool.query<Row>(text, [...values])).rows,
        peakRssMiB: () => readPeak(bot.pid),
      });
    } finally {
      await pool.end();
      await bot.stop();
    }
  } finally {
    await slack.stop();
    await database.stop();
  }
}

/** Linux counts it itself, so that no moment is missed. */
function readPeak(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
}
