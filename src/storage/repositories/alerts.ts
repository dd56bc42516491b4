import type { AlertRepository } from '../../incidents/ports.js';
import { serviceOfAlert, type Alert, type StoredAlert } from '../../incidents/alert.js';
import type { Row, Sql } from '../database.js';
import { toJson } from '../json.js';

const COLUMNS = `id, source, fingerprint, status, name, labels, annotations, starts_at AS "startsAt", ends_at AS "endsAt",
  generator_url AS "generatorUrl", group_key AS "groupKey", incident_id AS "incidentId",
  first_received_at AS "firstReceivedAt", last_received_at AS "lastReceivedAt", received_count AS "receivedCount"`;

export function createAlertRepository(sql: Sql): AlertRepository {
  return {
    async record(alerts) {
      if (alerts.length === 0) return { changed: 0 };
      // Episodes already resolved stay so whatever arrives late; only a changed state is work for the workflow.
      const rows = await sql.query<Row & { is_handled: boolean }>(
        `INSERT INTO firewatch.alerts AS a (source, fingerprint, starts_at, status, name, service, labels, annotations,
           ends_at, generator_url, group_key)
         SELECT source, fingerprint, "startsAt", status, name, service, labels, annotations, "endsAt", "generatorUrl", "groupKey"
         FROM jsonb_to_recordset($1::jsonb) AS x (source text, fingerprint text, "startsAt" timestamptz, status text,
           name text, service text, labels jsonb, annotations jsonb, "endsAt" timestamptz, "generatorUrl" text, "groupKey" text)
         ON CONFLICT (source, fingerprint, starts_at) DO UPDATE SET
           status = CASE WHEN a.status = 'resolved' THEN a.status ELSE excluded.status END,
           ends_at = CASE WHEN a.status = 'resolved' THEN a.ends_at ELSE excluded.ends_at END,
           annotations = CASE WHEN a.status = 'resolved' THEN a.annotations ELSE excluded.annotations END,
           is_handled = a.is_handled AND (a.status = 'resolved' OR a.status = excluded.status),
           last_received_at = now(),
           received_count = a.received_count + 1
         RETURNING is_handled`,
        [toJson(mergeRepeats(alerts).map((alert) => ({ ...alert, service: serviceOfAlert(alert.labels) })))],
      );
      return { changed: rows.filter((row) => !row.is_handled).length };
    },

    takeUnhandled: (limit) =>
      sql.query<Row & StoredAlert>(
        `SELECT ${COLUMNS} FROM firewatch.alerts WHERE NOT is_handled
         ORDER BY starts_at, fingerprint LIMIT $1 FOR UPDATE SKIP LOCKED`,
        [limit],
      ),

    async markHandled(ids) {
      await sql.query('UPDATE firewatch.alerts SET is_handled = true WHERE id = ANY($1::uuid[])', [[...ids]]);
    },

    async assign(id, incidentId, reason) {
      await sql.query('UPDATE firewatch.alerts SET incident_id = $2, grouping_reason = $3 WHERE id = $1', [
        id,
        incidentId,
        reason,
      ]);
    },

    ofIncident: (incidentId) =>
      sql.query<Row & StoredAlert>(
        `SELECT ${COLUMNS} FROM firewatch.alerts WHERE incident_id = $1 ORDER BY starts_at, name`,
        [incidentId],
      ),
  };
}

/**
 * One INSERT may name a row only once, so repeats inside one batch are merged first; sorted, so that two batches lock
 * rows in the same order.
 */
function mergeRepeats(alerts: readonly Alert[]): readonly Alert[] {
  const byEpisode = new Map<string, Alert>();
  for (const alert of alerts) {
    const key = `${alert.source}\0${alert.fingerprint}\0${alert.startsAt.toISOString()}`;
    if (byEpisode.get(key)?.status !== 'resolved') byEpisode.set(key, alert);
  }
  return [...byEpisode].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, alert]) => alert);
}
