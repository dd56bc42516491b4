import { createHash } from 'node:crypto';
import type { ToolResults } from '../../workflows/transaction.js';
import type { Row, Sql } from '../database.js';
import { toText } from '../json.js';

/** Of one incident: with results of at most 256 KiB, 25 MiB. Beyond that the oldest go; their ids are not used again. */
const MAX_RESULTS = 100;

export function createToolResults(sql: Sql): ToolResults {
  return {
    async keep(incidentId, text) {
      // Serialises the numbering of one incident; released with the transaction.
      await sql.query('SELECT 1 FROM firewatch.incidents WHERE id = $1 FOR UPDATE', [incidentId]);
      const stored = toText(text);
      const [row] = await sql.query<Row & { number: number }>(
        `INSERT INTO firewatch.tool_results (incident_id, number, digest, text)
         SELECT $1::uuid, coalesce(max(number), 0) + 1, $2::text, $3::text
         FROM firewatch.tool_results WHERE incident_id = $1::uuid
         ON CONFLICT (incident_id, digest) DO UPDATE SET created_at = clock_timestamp()
         RETURNING number`,
        [incidentId, createHash('sha256').update(stored).digest('hex'), stored],
      );
      if (!row) throw new Error('INSERT INTO tool_results returned no row');
      await sql.query(
        'DELETE FROM firewatch.tool_results WHERE incident_id = $1 AND number <= $2 - $3::int',
        [incidentId, row.number, MAX_RESULTS],
      );
      return `R${row.number}`;
    },
    async read(incidentId, id) {
      const [row] = await sql.query<Row & { text: string }>(
        'SELECT text FROM firewatch.tool_results WHERE incident_id = $1 AND number = $2',
        [incidentId, Number(id.slice(1))],
      );
      return row?.text;
    },
  };
}
