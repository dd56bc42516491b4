import type { StoredAlert } from '../../incidents/alert.js';
import { serviceOfAlert } from '../../incidents/alert.js';
import type { HeldAlert, MaintenanceWindow } from '../../incidents/holds.js';
import type { HoldRepository } from '../../incidents/ports/hold-repository.js';
import type { Row, Sql } from '../database.js';
import { toJson, toText } from '../json.js';

const WINDOW = `service, reason, declared_by AS "declaredBy", starts_at AS "startsAt", ends_at AS "endsAt"`;
/** Fires, and asks for nobody. */
const IS_HELD = `held_until IS NOT NULL AND status = 'firing' AND incident_id IS NULL`;

export function createHoldRepository(sql: Sql): HoldRepository {
  async function release(condition: string, values: readonly unknown[]): Promise<number> {
    // In the order in which they are stored when they are told, or two writers could wait for each other.
    const rows = await sql.query(
      `UPDATE firewatch.alerts SET is_handled = false, held_until = NULL, held_why = NULL WHERE id IN (
         SELECT id FROM firewatch.alerts WHERE ${IS_HELD} AND ${condition}
         ORDER BY source COLLATE "C", fingerprint COLLATE "C", starts_at FOR UPDATE)
       RETURNING id`,
      values,
    );
    return rows.length;
  }
  const LIKE = 'source = $1 AND name = $2 AND service IS NOT DISTINCT FROM $3';
  const likeValues = (alert: StoredAlert) => [alert.source, alert.name, serviceOfAlert(alert.labels)];

  return {
    async declare({ requestId, service, reason, declaredBy, seconds }) {
      const [made] = await sql.query<Row & MaintenanceWindow>(
        `INSERT INTO firewatch.maintenance_windows (request_id, service, reason, declared_by, ends_at)
         VALUES ($1, $2, $3, $4::jsonb, now() + $5 * interval '1 second')
         ON CONFLICT (request_id) DO NOTHING RETURNING ${WINDOW}`,
        [requestId, toText(service), toText(reason), toJson(declaredBy), seconds],
      );
      if (made) return { window: made, isNew: true };
      const [known] = await sql.query<Row & MaintenanceWindow>(
        `SELECT ${WINDOW} FROM firewatch.maintenance_windows WHERE request_id = $1`,
        [requestId],
      );
      if (!known) throw new Error('The database neither took nor knows the maintenance window.');
      return { window: known, isNew: false };
    },

    async end(service) {
      const rows = await sql.query(
        `UPDATE firewatch.maintenance_windows SET ends_at = now() WHERE service = $1 AND ends_at > now() RETURNING id`,
        [service],
      );
      return rows.length;
    },

    windows: () =>
      sql.query<Row & MaintenanceWindow>(
        `SELECT ${WINDOW} FROM firewatch.maintenance_windows WHERE ends_at > now() ORDER BY ends_at, service`,
      ),

    async hold(id, { until, why }) {
      await sql.query(
        'UPDATE firewatch.alerts SET is_handled = true, held_until = $2, held_why = $3 WHERE id = $1',
        [id, until, toText(why)],
      );
    },

    async like(alert, withinSeconds) {
      const [row] = await sql.query<Row & { firings: number; isOpen: boolean }>(
        `SELECT
           (SELECT count(*)::int FROM firewatch.alerts
            WHERE ${LIKE} AND first_received_at > now() - $4 * interval '1 second') AS firings,
           EXISTS (SELECT FROM firewatch.alerts WHERE ${LIKE} AND incident_id IN (
             SELECT id FROM firewatch.incidents WHERE status <> 'resolved' AND merged_into IS NULL)) AS "isOpen"`,
        [...likeValues(alert), withinSeconds],
      );
      if (!row) throw new Error('The database did not count the alerts.');
      return row;
    },

    releaseDue: () => release('held_until <= now()', []),
    releaseService: (service) => release('service = $1', [service]),
    releaseLike: (alert) => release(LIKE, likeValues(alert)),

    async held(limit) {
      const rows = await sql.query<Row & HeldAlert & { count: number }>(
        `SELECT name, source, labels, service, starts_at AS "startsAt", held_until AS until, held_why AS why,
           (count(*) OVER ())::int AS count
         FROM firewatch.alerts WHERE ${IS_HELD} ORDER BY held_until, starts_at, name LIMIT $1`,
        [limit],
      );
      return { alerts: rows, count: rows[0]?.count ?? 0 };
    },

    async knowsService(service) {
      const rows = await sql.query('SELECT 1 FROM firewatch.alerts WHERE service = $1 LIMIT 1', [service]);
      return rows.length > 0;
    },
  };
}
