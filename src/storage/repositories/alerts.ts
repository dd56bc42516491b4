import type { AlertRepository } from '../../incidents/ports/alert-repository.js';
import { serviceOfAlert, type Alert, type StoredAlert } from '../../incidents/alert.js';
import type { KnownFiring } from '../../incidents/reconcile-alerts.js';
import type { WaveMember } from '../../incidents/grouping/wave.js';
import type { Row, Sql } from '../database.js';
import { toJson } from '../json.js';
import { BEGAN_AT, SCOPE, SUBJECT } from './alert-expressions.js';

const COLUMNS = `id, source, fingerprint, status, name, labels, annotations, starts_at AS "startsAt", ends_at AS "endsAt",
  generator_url AS "generatorUrl", group_key AS "groupKey", incident_id AS "incidentId", grouping_reason AS "groupingReason",
  first_received_at AS "firstReceivedAt", last_received_at AS "lastReceivedAt", received_count AS "receivedCount"`;

/** Between a stored episode `a` and what is told of it now. */
const STAYS_ENDED = `(a.status = 'resolved'
  AND NOT (excluded.status = 'firing' AND a.last_received_at < now() - interval '5 minutes'))`;

/** When what is told happened: a beginning or an end. In the words of an index, `alerts_to_handle`. */
const HAPPENED_AT = `(CASE status WHEN 'resolved' THEN GREATEST(ends_at, starts_at) ELSE starts_at END)`;

/**
 * Since when what `x` tells goes on, where its sender does not say: since the episode within which it was said began. Another
 * severity is told as a change, so it begins anew. Two changes at the same instant may miss each other; then the later one
 * ends the earlier when it is handled.
 */
const KNOWN_SINCE = `CASE WHEN x."isStartGuessed" THEN (
  SELECT max(o.starts_at) FROM firewatch.alerts o
  WHERE o.source = x.source AND o.fingerprint = x.fingerprint AND o.starts_at <= x."startsAt"
    AND (o.status = 'firing' OR o.ends_at >= x."startsAt")
    AND (x.status = 'resolved' OR o.labels ->> 'severity' IS NOT DISTINCT FROM x.labels ->> 'severity')) END`;

export function createAlertRepository(sql: Sql): AlertRepository {
  return {
    async record(alerts) {
      if (alerts.length === 0) return { changed: 0 };
      // An episode that has ended stays so whatever arrives late, unless it is told as firing long after we last heard of
      // it: senders end an alert of which they lost sight, and tell the same episode again. Only a changed state is work
      // for the workflow. What is ignored does not renew last_received_at, or a busy sender would be ignored for ever.
      const rows = await sql.query<Row & { is_handled: boolean }>(
        `INSERT INTO firewatch.alerts AS a (source, fingerprint, starts_at, status, name, service, labels, annotations,
           ends_at, generator_url, group_key, sent_by)
         SELECT DISTINCT ON (source, fingerprint, began_at) source, fingerprint, COALESCE(${KNOWN_SINCE}, "startsAt") AS began_at,
           status, name, service, labels, annotations, "endsAt", "generatorUrl", "groupKey", "sentBy"
         FROM jsonb_to_recordset($1::jsonb) AS x (source text, fingerprint text, "startsAt" timestamptz, status text,
           name text, service text, labels jsonb, annotations jsonb, "endsAt" timestamptz, "generatorUrl" text, "groupKey" text,
           "isStartGuessed" boolean, "sentBy" text)
         ORDER BY source, fingerprint, began_at, "startsAt" DESC
         ON CONFLICT (source, fingerprint, starts_at) DO UPDATE SET
           status = CASE WHEN ${STAYS_ENDED} THEN a.status ELSE excluded.status END,
           ends_at = CASE WHEN ${STAYS_ENDED} THEN a.ends_at ELSE excluded.ends_at END,
           annotations = CASE WHEN ${STAYS_ENDED} THEN a.annotations ELSE excluded.annotations END,
           is_handled = a.is_handled AND (${STAYS_ENDED} OR a.status = excluded.status),
           last_received_at = CASE WHEN ${STAYS_ENDED} AND excluded.status = 'firing' THEN a.last_received_at ELSE now() END,
           received_count = a.received_count + 1,
           sent_by = COALESCE(excluded.sent_by, a.sent_by)
         RETURNING is_handled`,
        [toJson(mergeRepeats(alerts).map((alert) => ({ ...alert, service: serviceOfAlert(alert.labels) })))],
      );
      return { changed: rows.filter((row) => !row.is_handled).length };
    },

    takeUnhandled: (limit, except) =>
      sql.query<Row & StoredAlert>(
        `SELECT ${COLUMNS} FROM firewatch.alerts WHERE NOT is_handled AND id <> ALL($2::uuid[])
         ORDER BY ${HAPPENED_AT}, fingerprint LIMIT $1 FOR UPDATE SKIP LOCKED`,
        [limit, [...except]],
      ),

    waiting: (limit) =>
      sql.query<Row & WaveMember>(
        `SELECT fingerprint, ${SUBJECT} AS subject, ${SCOPE} AS scope, ${BEGAN_AT} AS "startsAt"
         FROM firewatch.alerts AS a WHERE NOT is_handled AND status = 'firing' ORDER BY starts_at, fingerprint LIMIT $1`,
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

    async assignAll(assignments) {
      await sql.query(
        `UPDATE firewatch.alerts AS a SET incident_id = x."incidentId", grouping_reason = x.reason
         FROM jsonb_to_recordset($1::jsonb) AS x (id uuid, "incidentId" uuid, reason text) WHERE a.id = x.id`,
        [toJson(assignments)],
      );
    },

    async withEpisodes(ids) {
      const rows = await sql.query<Row & { id: StoredAlert['id'] }>(
        `SELECT a.id FROM firewatch.alerts AS a WHERE a.id = ANY($1::uuid[]) AND EXISTS (
           SELECT FROM firewatch.alerts AS o
           WHERE o.source = a.source AND o.fingerprint = a.fingerprint AND o.id <> a.id)`,
        [[...ids]],
      );
      return new Set(rows.map(({ id }) => id));
    },

    async moveAll(from, to, reason) {
      const rows = await sql.query(
        'UPDATE firewatch.alerts SET incident_id = $2, grouping_reason = $3 WHERE incident_id = $1 RETURNING id',
        [from, to, reason],
      );
      return rows.length;
    },

    async splitOff(ids, from, to, reason) {
      const rows = await sql.query(
        `WITH moved AS (
           UPDATE firewatch.alerts SET incident_id = $3, grouping_reason = $4
           WHERE id = ANY($1::uuid[]) AND incident_id = $2 RETURNING source, fingerprint
         ), kept AS (
           INSERT INTO firewatch.split_alerts (from_incident, source, fingerprint)
           SELECT DISTINCT $2::uuid, source, fingerprint FROM moved ON CONFLICT DO NOTHING
         )
         SELECT fingerprint FROM moved`,
        [[...ids], from, to, reason],
      );
      return rows.length;
    },

    async takeBack(incidentId) {
      await sql.query(
        `DELETE FROM firewatch.split_alerts AS s WHERE s.from_incident = $1 AND EXISTS (
           SELECT FROM firewatch.alerts AS a
           WHERE a.incident_id = $1 AND a.source = s.source AND a.fingerprint = s.fingerprint)`,
        [incidentId],
      );
    },

    async isSplitFrom({ source, fingerprint }, incidentId) {
      const rows = await sql.query(
        'SELECT 1 FROM firewatch.split_alerts WHERE from_incident = $1 AND source = $2 AND fingerprint = $3',
        [incidentId, source, fingerprint],
      );
      return rows.length > 0;
    },

    ofIncident: (incidentId) =>
      sql.query<Row & StoredAlert>(
        `SELECT ${COLUMNS} FROM firewatch.alerts WHERE incident_id = $1 ORDER BY starts_at, name`,
        [incidentId],
      ),

    async countFiring(incidentId) {
      const [row] = await sql.query<Row & { count: number }>(
        "SELECT count(*)::int AS count FROM firewatch.alerts WHERE incident_id = $1 AND status = 'firing'",
        [incidentId],
      );
      return row?.count ?? 0;
    },

    async hasLike(incidentId, alert) {
      const rows = await sql.query(
        `SELECT 1 FROM firewatch.alerts WHERE incident_id = $1 AND id <> $2 AND name = $3
         AND service IS NOT DISTINCT FROM $4 LIMIT 1`,
        [incidentId, alert.id, alert.name, serviceOfAlert(alert.labels)],
      );
      return rows.length > 0;
    },

    async severityLabelsLike(incidentId, alert) {
      const rows = await sql.query<Row & { labels: Record<string, string> }>(
        `SELECT DISTINCT jsonb_strip_nulls(jsonb_build_object(
           'severity', labels -> 'severity', 'priority', labels -> 'priority')) AS labels
         FROM firewatch.alerts WHERE incident_id = $1 AND id <> $2 AND name = $3
           AND service IS NOT DISTINCT FROM $4`,
        [incidentId, alert.id, alert.name, serviceOfAlert(alert.labels)],
      );
      return rows.map(({ labels }) => labels);
    },

    async endOthers(alert, at) {
      // What began at that very moment goes on: an earlier bout has been ended there, because this one began.
      const rows = await sql.query<Row & { incidentId: StoredAlert['incidentId'] }>(
        `UPDATE firewatch.alerts SET status = 'resolved', ends_at = $4
         WHERE source = $1 AND fingerprint = $2 AND id <> $3 AND status = 'firing' AND starts_at < $4
         RETURNING incident_id AS "incidentId"`,
        [alert.source, alert.fingerprint, alert.id, at],
      );
      return rows.flatMap(({ incidentId }) => incidentId ?? []);
    },

    firing: (source, from) =>
      // One of which we do not know yet whether it is listed there is theirs when all that is told comes from one sender,
      // and some of it was listed there: whoever watches two places has to be looked for in both.
      sql.query<Row & KnownFiring>(
        `WITH single AS (
           SELECT min(sent_by) AS sender FROM firewatch.alerts
           WHERE source = $1 AND sent_by IS NOT NULL AND last_received_at > now() - interval '7 days'
           HAVING count(DISTINCT sent_by) = 1 AND bool_or(listed_by = $2))
         SELECT id, fingerprint, group_key AS "groupKey", starts_at AS "startsAt", GREATEST(last_received_at, listed_at) AS "heardAt",
           COALESCE(listed_by = $2, sent_by = (SELECT sender FROM single), false) AS "isTheirs"
         FROM firewatch.alerts WHERE source = $1 AND status = 'firing'`,
        [source, from],
      ),

    async noteListed(source, from, fingerprints) {
      // What is being told at this moment is noted next time: whoever tells it must not wait for thousands of others.
      const rows = await sql.query<Row & { isHandled: boolean }>(
        `UPDATE firewatch.alerts SET listed_by = $2, listed_at = now() WHERE id IN (
           SELECT id FROM firewatch.alerts WHERE source = $1 AND status = 'firing' AND fingerprint = ANY($3::text[])
           FOR UPDATE SKIP LOCKED)
         RETURNING is_handled AS "isHandled"`,
        [source, from, [...fingerprints]],
      );
      return rows.filter(({ isHandled }) => !isHandled).length;
    },

    endUnheard: (ids, since) =>
      // last_received_at stays: when it is told as firing after all, it fires once more.
      sql.query<Row & StoredAlert>(
        `UPDATE firewatch.alerts SET status = 'resolved', ends_at = GREATEST(last_received_at, listed_at), is_handled = false
         WHERE id IN (
           SELECT id FROM firewatch.alerts
           WHERE id = ANY($1::uuid[]) AND status = 'firing' AND GREATEST(last_received_at, listed_at) <= $2
           FOR UPDATE SKIP LOCKED)
         RETURNING ${COLUMNS}`,
        [[...ids], since],
      ),

    namedServices: (days) =>
      sql.query<Row & { name: string; alerts: number; lastAt: Date }>(
        `SELECT service AS name, count(*)::int AS alerts, max(last_received_at) AS "lastAt" FROM firewatch.alerts
         WHERE service IS NOT NULL AND last_received_at > now() - $1 * interval '1 day'
         GROUP BY service ORDER BY alerts DESC, name`,
        [days],
      ),

    async findLater(alert) {
      // One that claims to begin in the future says nothing about what is later.
      const [row] = await sql.query<Row & StoredAlert>(
        `SELECT ${COLUMNS} FROM firewatch.alerts WHERE source = $1 AND fingerprint = $2 AND starts_at > $3 AND is_handled
           AND starts_at <= first_received_at + interval '5 minutes' ORDER BY starts_at DESC LIMIT 1`,
        [alert.source, alert.fingerprint, alert.startsAt],
      );
      return row;
    },
  };
}

/**
 * One INSERT may name a row only once, so repeats inside one batch are merged first; sorted, so that two batches lock
 * rows in the same order.
 */
function mergeRepeats(alerts: readonly Alert[]): readonly Alert[] {
  const byEpisode = new Map<string, Alert>();
  for (const alert of alerts) {
    // As it will be stored: what differs only in characters that cannot be stored is the same row.
    const key = toJson([alert.source, alert.fingerprint, alert.startsAt]);
    if (byEpisode.get(key)?.status !== 'resolved') byEpisode.set(key, alert);
  }
  return [...byEpisode].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, alert]) => alert);
}
