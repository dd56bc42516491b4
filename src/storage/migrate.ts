/** Brings the schema up to date: numbered, forward-only, each in its own transaction, one migrator at a time. */
import { ConfigError, errorMessage } from '../shared/errors.js';
import type { Database } from './database.js';
import { migrations, type Migration } from './migrations/index.js';

/** Any fixed number; it only has to differ from other advisory locks in the same database. */
const MIGRATION_LOCK = 7_310_001;

/** The second is the job engine's: here because its own CREATE SCHEMA fails when two replicas start at once. */
const SCHEMAS = ['firewatch', 'pgboss'];
/** PostgreSQL's insufficient_privilege. */
const MAY_NOT = '42501';

/**
 * Applies what is missing and returns the numbers applied. Safe to call from several processes at once.
 * @throws ConfigError when something is missing and this role may not make it.
 */
export async function migrate(
  database: Database,
  list: readonly Migration[] = migrations,
): Promise<readonly number[]> {
  const applied: number[] = [];
  try {
    const known = await readKnown(database);
    for (const migration of list) {
      // Where nothing is missing, nothing is asked for that takes the rights of an owner.
      if (known.has(migration.number)) continue;
      if (await apply(database, migration)) applied.push(migration.number);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === MAY_NOT)) throw error;
    throw new ConfigError(
      `This role may not make or update the tables (${errorMessage(error)}). Run “firewatch migrate” with the DATABASE_URL of the role that owns them.`,
      { cause: error },
    );
  }
  return applied;
}

async function readKnown(database: Database): Promise<ReadonlySet<unknown>> {
  const [found] = await database.query(`SELECT to_regclass('firewatch.migrations') AS name`);
  if (!found?.['name']) return new Set();
  const rows = await database.query('SELECT number FROM firewatch.migrations');
  return new Set(rows.map(({ number }) => number));
}

/** False when another process was first. */
function apply(database: Database, migration: Migration): Promise<boolean> {
  return database.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    for (const schema of SCHEMAS) {
      // CREATE SCHEMA IF NOT EXISTS takes the right to make schemas also where it makes none.
      const [found] = await tx.query('SELECT to_regnamespace($1) AS name', [schema]);
      if (!found?.['name']) await tx.query(`CREATE SCHEMA ${schema}`);
    }
    await tx.query(`
      CREATE TABLE IF NOT EXISTS firewatch.migrations (
        number int PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const known = await tx.query('SELECT 1 FROM firewatch.migrations WHERE number = $1', [migration.number]);
    if (known.length > 0) return false;
    await tx.query(migration.sql);
    await tx.query('INSERT INTO firewatch.migrations (number, name) VALUES ($1, $2)', [
      migration.number,
      migration.name,
    ]);
    return true;
  });
}

/** How the schema compares with this version's; changes nothing. `outdated` lacks migrations, `empty` never had any. */
export async function examineSchema(database: Database): Promise<'current' | 'outdated' | 'empty'> {
  const known = await readKnown(database);
  if (known.size === 0) return 'empty';
  return migrations.every(({ number }) => known.has(number)) ? 'current' : 'outdated';
}
