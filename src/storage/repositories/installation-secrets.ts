import { randomBytes } from 'node:crypto';
import type { InstallationSecrets } from '../../workflows/transaction.js';
import type { Row, Sql } from '../database.js';

const BYTES = 32;

export function createInstallationSecrets(sql: Sql): InstallationSecrets {
  return {
    async read(name) {
      // Whoever comes first makes it; everybody, also on other replicas, reads that one.
      await sql.query(
        'INSERT INTO firewatch.installation_secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
        [name, randomBytes(BYTES).toString('base64url')],
      );
      const [row] = await sql.query<Row & { value: string }>(
        'SELECT value FROM firewatch.installation_secrets WHERE name = $1',
        [name],
      );
      if (!row) throw new Error('INSERT INTO installation_secrets left no row');
      return row.value;
    },
  };
}
