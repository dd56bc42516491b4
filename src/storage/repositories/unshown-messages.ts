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
    async move({ incidentId, leaseToken }, channel) {
      const rows = await sql.query(
        `WITH moved AS (
           UPDATE firewatch.messages SET channel = $3, due_at = now(), attempts = 0, error = NULL, is_uncertain = false,
             lease_until = NULL
           WHERE key = 'incident_card:' || $1::text AND lease_token = $2 AND ts IS NULL RETURNING incident_id
         ) UPDATE firewatch.incidents SET channel = $3 WHERE id IN (SELECT incident_id FROM moved) RETURNING id`,
        [incidentId, leaseToken, channel],
      );
      return rows.length > 0;
    },
  };
}
