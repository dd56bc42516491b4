/** A prepared database for tests of what is above the storage, which has suites of its own. */
import { silentLogger } from '../../src/observability/logger.js';
import type { Database } from '../../src/storage/database.js';
import { pgliteDatabase } from '../../src/storage/pglite.js';
import { openPostgres } from '../../src/storage/postgres.js';
import { isPostgresHere } from './launch-servers.js';
import { openPgliteTemplate } from './pglite-template.js';
import { createPreparedDatabase, dropPostgresDatabase } from './shared-postgres.js';

export interface EitherDatabase {
  readonly database: Database;
  /** Once it is closed. */
  drop(): Promise<void>;
}

/** PostgreSQL where it is installed, because the embedded one takes seconds to start. */
export async function openEitherDatabase(): Promise<EitherDatabase> {
  if (!isPostgresHere())
    return { database: pgliteDatabase(await openPgliteTemplate()), drop: () => Promise.resolve() };
  const url = await createPreparedDatabase();
  return { database: openPostgres(url, { log: silentLogger() }), drop: () => dropPostgresDatabase(url) };
}
