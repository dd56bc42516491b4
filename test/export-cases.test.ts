import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../src/config/config.js';
import { runExport } from '../src/export-cases.js';
import { silentLogger } from '../src/observability/logger.js';
import { ConfigError } from '../src/shared/errors.js';
import type { Database } from '../src/storage/database.js';
import { migrate } from '../src/storage/migrate.js';
import { migrations } from '../src/storage/migrations/index.js';
import { openPglite } from '../src/storage/pglite.js';
import { openPostgres } from '../src/storage/postgres.js';
import { describeWithServer } from './helpers/real-servers.js';
import { createPostgresDatabase, dropPostgresDatabase } from './helpers/shared-postgres.js';

const TIMEOUT_MS = 60_000;

function suite(place: () => { environment: Record<string, string>; open: () => Promise<Database> }) {
  const prepare = async (work: (database: Database) => Promise<unknown>) => {
    const database = await place().open();
    await work(database);
    await database.close();
  };
  const run = () => runExport(loadConfig(place().environment), { since: undefined, write: () => {} });

  test(
    'says what to do about a database that Firewatch never used, and leaves it as it is',
    async () => {
      await expect(run()).rejects.toThrow(
        new ConfigError(
          'Firewatch has never used this database; check DATABASE_URL and FIREWATCH_DATA_DIR, or start it once: firewatch start',
        ),
      );
      await prepare(async (database) => {
        expect(await database.query("SELECT FROM pg_namespace WHERE nspname = 'firewatch'")).toEqual([]);
      });
    },
    TIMEOUT_MS,
  );

  test(
    'says what to do about one that an older version left, and reads one of its own',
    async () => {
      await prepare((database) => migrate(database, migrations.slice(0, -1)));

      await expect(run()).rejects.toThrow(
        new ConfigError(
          'An older version of Firewatch left this database; start this one once, which brings it up to date: firewatch start',
        ),
      );
      await prepare((database) => migrate(database));
      expect(await run()).toEqual({ exported: 0, unsafe: 0, private: 0 });
    },
    TIMEOUT_MS,
  );
}

describe('firewatch export-cases on PGlite', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'firewatch-export-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));
  suite(() => ({
    environment: { FIREWATCH_DATA_DIR: directory },
    open: () => openPglite(directory),
  }));
});

describeWithServer('postgres', 'firewatch export-cases on PostgreSQL', () => {
  let url: string;
  beforeEach(async () => {
    url = await createPostgresDatabase();
  });
  afterEach(() => dropPostgresDatabase(url));
  suite(() => ({
    environment: { DATABASE_URL: url },
    open: async () => openPostgres(url, { log: silentLogger() }),
  }));
});
