/** Runs one suite on PGlite and again on real PostgreSQL: the product promises the same behaviour on both. */
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { createJobRunner, type JobRunner } from '../../src/jobs/queue.js';
import { silentLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import type { Database } from '../../src/storage/database.js';
import { migrate } from '../../src/storage/migrate.js';
import { pgliteDatabase } from '../../src/storage/pglite.js';
import { openPostgres } from '../../src/storage/postgres.js';
import { createStore } from '../../src/storage/store.js';
import type { Store } from '../../src/workflows/transaction.js';
import { describeWithServer, startPostgres } from './real-servers.js';

export interface TestDatabase {
  readonly database: Database;
  readonly store: Store;
  readonly jobs: JobRunner;
}

/** `open()` gives an empty, migrated database; everything is closed after each test. */
export function describeOnEveryDatabase(
  title: string,
  suite: (open: () => Promise<TestDatabase>) => void,
): void {
  describe(`${title} on PGlite`, () => {
    let template: File | Blob;
    beforeAll(async () => {
      const db = await PGlite.create();
      await migrate(pgliteDatabase(db));
      template = await db.dumpDataDir('none');
      await db.close();
    }, 60_000);
    suite(openEach(async () => pgliteDatabase(await PGlite.create({ loadDataDir: template }))));
  });

  describeWithServer('postgres', `${title} on PostgreSQL`, () => {
    let server: Awaited<ReturnType<typeof startPostgres>>;
    beforeAll(async () => {
      server = await startPostgres();
    }, 60_000);
    afterAll(() => server.stop());
    suite(
      openEach(async () => {
        const name = `t${randomUUID().replaceAll('-', '')}`;
        const admin = new pg.Client({ connectionString: server.url });
        await admin.connect();
        await admin.query(`CREATE DATABASE ${name}`);
        await admin.end();
        const url = new URL(server.url);
        url.pathname = `/${name}`;
        return openPostgres(url.href, { log: silentLogger() });
      }),
    );
  });
}

function openEach(open: () => Promise<Database>): () => Promise<TestDatabase> {
  const opened: TestDatabase[] = [];
  afterEach(async () => {
    for (const { database, jobs } of opened.splice(0)) {
      await jobs.stop();
      await database.close();
    }
  });
  return async () => {
    const database = await open();
    await migrate(database);
    const jobs = createJobRunner({ database, log: silentLogger(), metrics: createMetrics() });
    await jobs.start();
    const test = { database, jobs, store: createStore(database, jobs.within) };
    opened.push(test);
    return test;
  };
}
