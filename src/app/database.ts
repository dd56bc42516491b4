/** Opens the database, and finds out whether it answers. */
import type { Config } from '../config/config.js';
import type { Logger } from '../observability/logger.js';
import { within } from '../shared/deadline.js';
import { ConfigError, errorMessage } from '../shared/errors.js';
import type { Database } from '../storage/database.js';
import { examineSchema } from '../storage/migrate.js';
import { openPglite } from '../storage/pglite.js';
import { openPostgres } from '../storage/postgres.js';

/** How long an unreachable PostgreSQL may delay the complaint about it. */
const START_TIMEOUT_MS = 5_000;
const READY_TIMEOUT_MS = 2_000;

/** The one the configuration names: PostgreSQL, or the embedded one. */
export async function openDatabase({ env }: Config, log: Logger): Promise<Database> {
  return env.DATABASE_URL ? openPostgres(env.DATABASE_URL, { log }) : openPglite(env.FIREWATCH_DATA_DIR);
}

/** @throws ConfigError when PostgreSQL cannot be used, before anything else fails for want of it. */
export async function requireDatabase({ env }: Config, database: Database): Promise<void> {
  if (!env.DATABASE_URL) return;
  try {
    await within(START_TIMEOUT_MS, 'Its answer', database.query('SELECT 1'));
  } catch (error) {
    throw new ConfigError(
      `PostgreSQL at ${hostOf(env.DATABASE_URL)} does not answer as it should; check DATABASE_URL, and that the server ` +
        `runs and lets us in. It said: ${errorMessage(error) || codeOf(error)}`,
      { cause: error },
    );
  }
}

/** @throws ConfigError when the tables are not this version's, for whoever reads them without bringing them up to date. */
export async function requireSchema(database: Database): Promise<void> {
  const schema = await examineSchema(database);
  if (schema === 'empty')
    throw new ConfigError(
      'Firewatch has never used this database; check DATABASE_URL and FIREWATCH_DATA_DIR, or start it once: firewatch start',
    );
  if (schema === 'outdated')
    throw new ConfigError(
      'An older version of Firewatch left this database; start this one once, which brings it up to date: firewatch start',
    );
}

/** Without the user and the password. */
function hostOf(url: string): string {
  try {
    return new URL(url).host || 'the local socket';
  } catch {
    return 'the given address';
  }
}

/** What Node leaves out of the message when several addresses of one name refused. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'nothing';
}

/** Sentences about what keeps the bot from working; empty when all is well. */
export async function findUnready(database: Database): Promise<readonly string[]> {
  try {
    await within(READY_TIMEOUT_MS, 'Its answer', database.query('SELECT 1'));
    return [];
  } catch (error) {
    return [`The database is not available: ${errorMessage(error)}`];
  }
}
