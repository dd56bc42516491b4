import type { IncidentRepository } from '../../incidents/ports/incident-repository.js';
import { effectiveScore } from '../../incidents/impact.js';
import type { Incident } from '../../incidents/incident.js';
import type { IncidentId } from '../../shared/ids.js';
import type { Row, Sql } from '../database.js';
import { toJson, toText } from '../json.js';
import { readCandidates } from './grouping-candidates.js';
import { isHidden } from './merged-incidents.js';

const COLUMNS = `id, number, title, status, severity, service, source, group_key AS "groupKey", channel,
  started_at AS "startedAt", opened_at AS "openedAt", acknowledged_at AS "acknowledgedAt",
  acknowledged_by AS "acknowledgedBy", mitigated_at AS "mitigatedAt", resolved_at AS "resolvedAt",
  resolved_by AS "resolvedBy", reopen_count AS "reopenCount", impact, pagerduty_incident_id AS "pagerDutyIncidentId",
  on_call AS "onCall", impact_override AS "impactOverride", snoozed_until AS "snoozedUntil",
  merged_into AS "mergedInto", confirmed_cause AS "confirmedCause", update_due_at AS "updateDueAt",
  is_private AS "isPrivate", escalation`;

/** Any fixed number that no other advisory lock uses. */
const GROUPING_LOCK = 7_310_002;

type IncidentRow = Row &
  Omit<Incident, 'impact' | 'impactOverride'> & {
    impact: (Incident['impact'] & { computedAt: unknown }) | null;
    impactOverride: (Incident['impactOverride'] & { at: unknown }) | null;
  };

const WORST_FIRST = 'ORDER BY coalesce(snoozed_until > now(), false), impact_score DESC, opened_at';

export function createIncidentRepository(sql: Sql): IncidentRepository {
  const read = async (text: string, values: readonly unknown[]) =>
    (await sql.query<IncidentRow>(`SELECT ${COLUMNS} FROM firewatch.incidents ${text}`, values)).map(
      toIncident,
    );

  const lockGrouping = async () => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [GROUPING_LOCK]);
  };

  return {
    async create(incident) {
      await lockGrouping();
      // Not by a sequence, which leaves a gap of up to 32 when the process is killed: people count incidents.
      const [row] = await sql.query<IncidentRow>(
        `INSERT INTO firewatch.incidents (number, title, severity, service, source, group_key, channel, started_at,
           impact, impact_score, is_private) OVERRIDING SYSTEM VALUE
         SELECT coalesce(max(number), 0) + 1, $1, $2, $3, $4, $5, $6, $7::timestamptz, $8::jsonb, $9::float8, $10::boolean
         FROM firewatch.incidents RETURNING ${COLUMNS}`,
        [
          toText(incident.title),
          incident.severity,
          incident.service,
          incident.source,
          toText(incident.groupKey),
          incident.channel,
          incident.startedAt,
          incident.impact ? toJson(incident.impact) : null,
          incident.impact?.score ?? 0,
          incident.isPrivate ?? false,
        ],
      );
      if (!row) throw new Error('INSERT INTO incidents returned no row');
      return toIncident(row);
    },
    get: async (id) => (await read('WHERE id = $1', [id]))[0],
    getByNumber: async (number) => (await read('WHERE number = $1', [number]))[0],
    findByGroup: async (groupKey) =>
      (await read('WHERE group_key = $1 ORDER BY opened_at DESC LIMIT 1', [toText(groupKey)]))[0],
    lock: async (id) => (await read('WHERE id = $1 FOR UPDATE', [id]))[0],
    findActiveInGroup: async (groupKey) =>
      (await read("WHERE group_key = $1 AND status <> 'resolved'", [toText(groupKey)]))[0],
    lockGrouping,
    async save(incident) {
      await sql.query(
        `UPDATE firewatch.incidents SET title = $2, status = $3, severity = $4, service = $5, started_at = $6,
           acknowledged_at = $7, acknowledged_by = $8::jsonb, mitigated_at = $9, resolved_at = $10,
           resolved_by = $11::jsonb, reopen_count = $12, impact = $13::jsonb, impact_score = $14,
           pagerduty_incident_id = $15, on_call = $16::jsonb, impact_override = $17::jsonb, snoozed_until = $18,
           merged_into = $19, confirmed_cause = $20, update_due_at = $21, is_private = $22, escalation = $23::jsonb
         WHERE id = $1`,
        [
          incident.id,
          toText(incident.title),
          incident.status,
          incident.severity,
          incident.service,
          incident.startedAt,
          incident.acknowledgedAt,
          incident.acknowledgedBy ? toJson(incident.acknowledgedBy) : null,
          incident.mitigatedAt,
          incident.resolvedAt,
          incident.resolvedBy ? toJson(incident.resolvedBy) : null,
          incident.reopenCount,
          incident.impact ? toJson(incident.impact) : null,
          effectiveScore(incident) ?? 0,
          incident.pagerDutyIncidentId,
          toJson(incident.onCall),
          incident.impactOverride ? toJson(incident.impactOverride) : null,
          incident.snoozedUntil,
          incident.mergedInto,
          incident.confirmedCause === null ? null : toText(incident.confirmedCause),
          incident.updateDueAt,
          incident.isPrivate,
          incident.escalation ? toJson(incident.escalation) : null,
        ],
      );
    },
    listResolved: (limit, channel) =>
      read(
        "WHERE status = 'resolved' AND ($2::text IS NULL OR channel = $2) ORDER BY resolved_at DESC NULLS LAST LIMIT $1",
        [limit, channel],
      ),
    listActive: (limit) => read(`WHERE status <> 'resolved' ${WORST_FIRST} LIMIT $1`, [limit]),
    listOfStorm: (stormId, limit) =>
      read(`WHERE status <> 'resolved' AND storm_id = $2 ${WORST_FIRST} LIMIT $1`, [limit, stormId]),
    listForModels: (limit) =>
      read(`WHERE status <> 'resolved' AND NOT is_private ${WORST_FIRST} LIMIT $1`, [limit]),
    listResolvedForModels: (limit) =>
      read(
        `WHERE status = 'resolved' AND NOT ${isHidden('incidents')} ORDER BY resolved_at DESC NULLS LAST LIMIT $1`,
        [limit],
      ),
    async privateAmong(numbers) {
      const rows = await sql.query<Row & { number: number }>(
        `SELECT number FROM firewatch.incidents WHERE number = ANY($1::int[]) AND ${isHidden('incidents')}`,
        [numbers],
      );
      return new Set(rows.map(({ number }) => number));
    },
    searchActive: (text, limit) =>
      read(
        `WHERE status <> 'resolved'
           AND strpos(lower(concat_ws(' ', 'INC-' || number, title, service)), lower($2)) > 0
         ${WORST_FIRST} LIMIT $1`,
        [limit, toText(text)],
      ),
    async resolvedButFiring(olderThanSeconds) {
      const rows = await sql.query<Row & { id: IncidentId }>(
        `SELECT i.id FROM firewatch.incidents AS i
         WHERE i.status = 'resolved' AND i.merged_into IS NULL AND i.resolved_by ->> 'kind' = 'person'
           AND i.resolved_at BETWEEN now() - interval '1 day' AND now() - make_interval(secs => $1::float8)
           AND EXISTS (SELECT FROM firewatch.alerts AS a WHERE a.incident_id = i.id AND a.status = 'firing')
           AND NOT EXISTS (SELECT FROM firewatch.timeline AS t WHERE t.incident_id = i.id
             AND t.kind = 'incident.still_firing' AND t.at >= i.resolved_at)
         ORDER BY i.resolved_at LIMIT 100`,
        [olderThanSeconds],
      );
      return rows.map((row) => row.id);
    },
    async wakeable() {
      const rows = await sql.query<Row & { id: IncidentId }>(
        `SELECT id FROM firewatch.incidents WHERE snoozed_until <= now() AND status <> 'resolved'
         ORDER BY snoozed_until LIMIT 100`,
      );
      return rows.map((row) => row.id);
    },
    async updatesDue() {
      const rows = await sql.query<Row & { id: IncidentId }>(
        `SELECT id FROM firewatch.incidents WHERE update_due_at <= now() AND status IN ('open', 'acknowledged')
           AND coalesce(snoozed_until <= now(), true) ORDER BY update_due_at LIMIT 100`,
      );
      return rows.map((row) => row.id);
    },
    async countActive() {
      const [row] = await sql.query<Row & { count: number }>(
        "SELECT count(*)::int AS count FROM firewatch.incidents WHERE status <> 'resolved'",
      );
      return row?.count ?? 0;
    },
    async unpaged(services, olderThanSeconds) {
      const rows = await sql.query<Row & { id: IncidentId }>(
        `SELECT id FROM firewatch.incidents WHERE status <> 'resolved' AND pagerduty_incident_id IS NULL
           AND service = ANY($1::text[]) AND opened_at < now() - make_interval(secs => $2::float8)
         ORDER BY impact_score DESC LIMIT 100`,
        [[...services], olderThanSeconds],
      );
      return rows.map((row) => row.id);
    },
    groupingCandidates: (limit) => readCandidates(sql, limit),
    findResolvedWith: async ({ source, fingerprint }, since) =>
      (
        await read(
          `WHERE status = 'resolved' AND merged_into IS NULL AND resolved_at >= $3 AND id IN (
             SELECT incident_id FROM firewatch.alerts WHERE source = $1 AND fingerprint = $2)
           ORDER BY resolved_at DESC LIMIT 1`,
          [source, fingerprint, since],
        )
      )[0],
  };
}

function toIncident(row: IncidentRow): Incident {
  const impact = row.impact && { ...row.impact, computedAt: new Date(String(row.impact.computedAt)) };
  const impactOverride = row.impactOverride && {
    ...row.impactOverride,
    at: new Date(String(row.impactOverride.at)),
  };
  return { ...row, impact, impactOverride };
}
