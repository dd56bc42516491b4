import type { IncidentId } from '../../shared/ids.js';
import type { UnshownMessages } from '../../workflows/transaction.js';
import type { Row, Sql } from '../database.js';

export function createUnshownMessages(sql: Sql): UnshownMessages {
  return {
    async takeLate(olderThanSeconds) {
      const rows = await sql.query<Row & { id: IncidentId }>(
        `UPDATE firewatch.messages SET told_elsewhere_at = now()
         WHERE kind = 'incident_card' AND ts IS NULL AND told_elsewhere_at IS NULL
           AND wanted_at < now() - make_interval(secs => $1::float8)
         RETURNING incident_id AS id`,
        [olderThanSeconds],
      );
      return rows.map(({ id }) => id);
    },
    async isShown(incidentId) {
      const rows = await sql.query(
        `SELECT 1 FROM firewatch.messages WHERE kind = 'incident_card' AND incident_id = $1 AND ts IS NOT NULL`,
        [incidentId],
      );
      return rows.length > 0;
    },
  };
}
