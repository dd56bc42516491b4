import type { SlackFiles } from '../../incidents/ports/slack-files.js';
import type { Row, Sql } from '../database.js';

export function createSlackFiles(sql: Sql): SlackFiles {
  return {
    async find(key) {
      const [row] = await sql.query<Row & { id: string }>(
        'SELECT file_id AS id FROM firewatch.slack_files WHERE key = $1',
        [key],
      );
      return row?.id;
    },
    async remember(key, fileId) {
      await sql.query(
        `INSERT INTO firewatch.slack_files (key, file_id) VALUES ($1, $2)
         ON CONFLICT (key) DO UPDATE SET file_id = excluded.file_id, uploaded_at = now()`,
        [key, fileId],
      );
    },
    async forget(key) {
      await sql.query('DELETE FROM firewatch.slack_files WHERE key = $1', [key]);
    },
  };
}
