/** The PostgreSQL that all suites of a run share, with databases for each of them. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createJobRunner } from '../../src/jobs/queue.js';
import { silentLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { migrate } from '../../src/storage/migrate.js';
import { openPostgres } from '../../src/storage/postgres.js';

const TEMPLATE = 'prepared';
/** Guards the making of the template; any number will do. */
const LOCK = 1;

/** Connection string of the run's server, which is stopped when all tests have run. */
async function sharedPostgres(): Promise<string> {
  const answer = await fetch(process.env['TEST_POSTGRES_AT'] ?? '');
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

/** An empty database on the run's server, or on one of the caller's own; returns its connection string. */
export async function createPostgresDatabase(ownServer?: string): Promise<string> {
  const serverUrl = ownServer ?? (await sharedPostgres());
  const name = `t${randomUUID().replaceAll('-', '')}`;
  await withClient(serverUrl, (admin) => admin.query(`CREATE DATABASE ${name}`));
  return urlOf(serverUrl, name);
}

/** A database on the run's server, migrated and with the job engine's tables; returns its connection string. */
export async function createPreparedDatabase(): Promise<string> {
  const serverUrl = await sharedPostgres();
  const name = `t${randomUUID().replaceAll('-', '')}`;
  await withClient(serverUrl, async (admin) => {
    await admin.query(`SELECT pg_advisory_lock(${LOCK})`);
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [TEMPLATE]);
    if (rowCount === 0) await prepareTemplate(serverUrl, admin);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  });
  return urlOf(serverUrl, name);
}

/** Removes a database that nobody needs any more. */
export async function dropPostgresDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await withClient(urlOf(url, 'postgres'), (admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
}

async function prepareTemplate(serverUrl: string, admin: pg.Client): Promise<void> {
  const draft = await createPostgresDatabase(serverUrl);
  const database = openPostgres(draft, { log: silentLogger() });
  await migrate(database);
  const jobs = createJobRunner({ database, log: silentLogger(), metrics: createMetrics() });
  await jobs.start();
  await jobs.stop();
  await database.close();
  await admin.query(`ALTER DATABASE ${new URL(draft).pathname.slice(1)} RENAME TO ${TEMPLATE}`);
}

async function withClient(url: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
