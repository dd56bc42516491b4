/** `firewatch migrate`: makes or updates the tables, for when the bot itself may not. */
import { openDatabase, requireDatabase } from './app/database.js';
import type { Config } from './config/config.js';
import { silentLogger } from './observability/logger.js';
import { migrate } from './storage/migrate.js';

/** Says what was done. @throws ConfigError when the database does not answer, or this role may not change it. */
export async function runMigrate(config: Config): Promise<string> {
  const database = await openDatabase(config, silentLogger());
  try {
    await requireDatabase(config, database);
    const applied = await migrate(database);
    return applied.length === 0 ? 'The tables are up to date.' : `Migrations applied: ${applied.join(', ')}.`;
  } finally {
    await database.close();
  }
}
