/**
 * Runs suites on PGlite and on real PostgreSQL: the product promises the same behaviour on both. One database serves a
 * whole suite and is emptied for each test.
 */
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { createJobRunner, type JobRunner } from '../../src/jobs/queue.js';
import { silentLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import type { Database } from '../../src/storage/database.js';
import { migrate } from '../../src/storage/migrate.js';
import { pgliteDatabase } from '../../src/storage/pglite.js';
import { openPostgres } from '../../src/storage/postgres.js';
import { createStore } from '../../src/storage/store.js';
import type { Store } from '../../src/workflows/transaction.js';
import { openPgliteTemplate } from './pglite-template.js';
import { isPostgresHere } from './launch-servers.js';
import { describeWithServer } from './real-servers.js';
import { createPreparedDatabase, dropPostgresDatabase } from './shared-postgres.js';

export interface TestDatabase {
  readonly database: Database;
  readonly store: Store;
  /** Started: jobs can be sent, and run after `work()`. */
  readonly jobs: JobRunner;
}

const START_TIMEOUT_MS = 60_000;

/** `open()` gives the suite's database, migrated and empty; call it once per test. Everything is closed at the end. */
type Suite = (open: () => Promise<TestDatabase>) => void;

/** For what depends on the database: its statements, locks, races and jobs. */
export function describeOnEveryDatabase(title: string, suite: Suite): void {
  describeOnPglite(title, suite);
  describeOnPostgres(title, suite);
}

/**
 * For decisions that are made above the storage, which has suites of its own: on PostgreSQL where it is installed, else on
 * PGlite, and on both with FIREWATCH_EVERY_DATABASE=1. PGlite needs two seconds to start and three times as long for a test.
 */
export function describeOnOneDatabase(title: string, suite: Suite): void {
  if (process.env['FIREWATCH_EVERY_DATABASE'] === '1') describeOnEveryDatabase(title, suite);
  else if (isPostgresHere()) describeOnPostgres(title, suite);
  else describeOnPglite(title, suite);
}

function describeOnPglite(title: string, suite: Suite): void {
  describe(`${title} on PGlite`, () => {
    suite(sharedDatabase(async () => pgliteDatabase(await openPgliteTemplate())));
  });
}

function describeOnPostgres(title: string, suite: Suite): void {
  describeWithServer('postgres', `${title} on PostgreSQL`, () => {
    let url: string;
    suite(
      sharedDatabase(async () => {
        url = await createPreparedDatabase();
        return openPostgres(url, { log: silentLogger() });
      }),
    );
    // Declared last, so that the suite has let go of it.
    afterAll(() => dropPostgresDatabase(url));
  });
}

function sharedDatabase(open: () => Promise<Database>): () => Promise<TestDatabase> {
  let database: Database;
  let emptying: string;
  let jobs: JobRunner | undefined;
  let hasWorked = false;

  beforeAll(async () => {
    database = await open();
    await migrate(database);
    emptying = await emptyingOf(database);
  }, START_TIMEOUT_MS);
  afterEach(async () => {
    // A runner that only sends is as good as new.
    if (hasWorked) await stopJobs();
  });
  afterAll(async () => {
    await stopJobs();
    await database.close();
  });

  async function stopJobs(): Promise<void> {
    await jobs?.stop();
    jobs = undefined;
    hasWorked = false;
  }

  return async () => {
    jobs ??= await startJobs(database);
    await database.transaction((tx) => tx.query(emptying));
    const { work, ...runner } = jobs;
    return {
      database,
      store: createStore(database, jobs.within),
      jobs: {
        ...runner,
        work(handlers) {
          hasWorked = true;
          return work(handlers);
        },
      },
    };
  };
}

async function startJobs(database: Database): Promise<JobRunner> {
  const jobs = createJobRunner({ database, log: silentLogger(), metrics: createMetrics() });
  await jobs.start();
  return jobs;
}

/**
 * The statements that empty a migrated database. DELETE, because TRUNCATE costs a third of a second on PGlite. Numbers start
 * at 1 again.
 */
async function emptyingOf(database: Database): Promise<string> {
  const tables = await database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname = 'firewatch' AND tablename <> 'migrations'`,
  );
  const sequences = await database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences WHERE schemaname = 'firewatch'`,
  );
  return [
    // Foreign keys are not looked at, so that the order does not matter.
    "SET LOCAL session_replication_role = 'replica'",
    ...tables.map(({ name }) => `DELETE FROM ${name}`),
    ...sequences.map(({ name }) => `SELECT setval('${name}', 1, false)`),
    'DELETE FROM pgboss.job',
  ].join(';');
}
