/** Brings the schema up to date: numbered, forward-only, each in its own transaction, one migrator at a time. */
import type { Database } from './database.js';
import { migrations, type Migration } from './migrations/index.js';

/** Any fixed number; it only has to differ from other advisory locks in the same database. */
const MIGRATION_LOCK = 7_310_001;

/** Applies what is missing and returns the numbers applied. Safe to call from several processes at once. */
export async function migrate(
  database: Database,
  list: readonly Migration[] = migrations,
): Promise<readonly number[]> {
  const applied: number[] = [];
  for (const migration of list) {
    const isNew = await database.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      await tx.query(`
        CREATE SCHEMA IF NOT EXISTS firewatch;
        -- For the job engine, here because its own CREATE SCHEMA fails when two replicas start at once.
        CREATE SCHEMA IF NOT EXISTS pgboss;
        CREATE TABLE IF NOT EXISTS firewatch.migrations (
          number int PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
      const known = await tx.query('SELECT 1 FROM firewatch.migrations WHERE number = $1', [
        migration.number,
      ]);
      if (known.length > 0) return false;
      await tx.query(migration.sql);
      await tx.query('INSERT INTO firewatch.migrations (number, name) VALUES ($1, $2)', [
        migration.number,
        migration.name,
      ]);
      return true;
    });
    if (isNew) applied.push(migration.number);
  }
  return applied;
}

/** How the schema compares with this version's; changes nothing. `outdated` lacks migrations, `empty` never had any. */
export async function examineSchema(database: Database): Promise<'current' | 'outdated' | 'empty'> {
  const [found] = await database.query<{ isKnown: boolean }>(
    `SELECT to_regclass('firewatch.migrations') IS NOT NULL AS "isKnown"`,
  );
  if (!found?.isKnown) return 'empty';
  const rows = await database.query<{ number: number }>('SELECT number FROM firewatch.migrations');
  const applied = new Set(rows.map(({ number }) => number));
  return migrations.every(({ number }) => applied.has(number)) ? 'current' : 'outdated';
}
