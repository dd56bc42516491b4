import { openDatabase } from '../app/database.js';
import type { Config } from '../config/config.js';
import { silentLogger } from '../observability/logger.js';

export async function checkDatabase(config: Config): Promise<string> {
  const { env } = config;
  const database = await openDatabase(config, silentLogger());
  try {
    const [row] = await database.query('SELECT version() AS version');
    return `${String(row?.['version']).split(' on ')[0]}${database.kind === 'pglite' ? `, embedded in ${env.FIREWATCH_DATA_DIR}` : ''}`;
  } finally {
    await database.close();
  }
}
