/** An embedded database whose clock stands where a scene plays, and that is emptied between scenes. */
import { PGlite } from '@electric-sql/pglite';
import type { Database } from '../../../src/storage/database.js';
import { migrate } from '../../../src/storage/migrate.js';
import { pgliteDatabase } from '../../../src/storage/pglite.js';

export interface ShiftedDatabase {
  readonly database: Database;
  /** From now on the database takes this for the present. */
  setTime(at: Date): Promise<void>;
  /** Deletes everything that was stored. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** A function of the same name that is found before PostgreSQL's own, in defaults and queries alike. */
const CLOCK = `
CREATE SCHEMA evals;
CREATE FUNCTION evals.now() RETURNS timestamptz LANGUAGE sql STABLE AS
  $$ SELECT coalesce(nullif(current_setting('evals.now', true), '')::timestamptz, pg_catalog.now()) $$;
SET search_path = evals, pg_catalog, public;`;

export async function openShiftedDatabase(): Promise<ShiftedDatabase> {
  const database = pgliteDatabase(await PGlite.create());
  await database.query(CLOCK);
  await migrate(database);
  const tables = await database.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'firewatch' AND tablename <> 'migrations'`,
  );
  const names = tables.map(({ name }) => `firewatch.${name}`).join(', ');
  return {
    database,
    async setTime(at) {
      await database.query('SELECT set_config($1, $2, false)', ['evals.now', at.toISOString()]);
    },
    async empty() {
      await database.transaction(async (tx) => {
        // The audit log lets itself be emptied by nothing less.
        await tx.query("SET LOCAL session_replication_role = 'replica'");
        await tx.query(`TRUNCATE ${names} RESTART IDENTITY CASCADE`);
      });
    },
    close: () => database.close(),
  };
}
