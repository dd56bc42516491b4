import type { KnownPaged } from '../../incidents/paging/missed-incidents.js';
import type { PagingRepository, PagingState } from '../../incidents/ports/paging-repository.js';
import type { PagingStatus } from '../../incidents/paging/paged-incident.js';
import type { TimelineEntry } from '../../incidents/timeline.js';
import type { IncidentId } from '../../shared/ids.js';
import type { Row, Sql } from '../database.js';
import { toJson } from '../json.js';

type Watched = Awaited<ReturnType<PagingRepository['watched']>>[number];

export function createPagingRepository(sql: Sql): PagingRepository {
  return {
    async claim(incidentId, pagingId, seconds) {
      await sql.query(
        'INSERT INTO firewatch.paging_sync (incident_id) VALUES ($1) ON CONFLICT (incident_id) DO NOTHING',
        [incidentId],
      );
      // Another copy than the one that was known: nothing has been agreed of it.
      const [row] = await sql.query<Row & PagingState>(
        `UPDATE firewatch.paging_sync SET claimed_until = clock_timestamp() + make_interval(secs => $3)
         WHERE incident_id = $1 AND coalesce(claimed_until, '-infinity') < clock_timestamp()
         RETURNING CASE WHEN paging_id = $2 THEN agreed END AS agreed,
           (CASE WHEN paging_id = $2 THEN told_up_to ELSE 0 END)::int AS "toldUpTo"`,
        [incidentId, pagingId, seconds],
      );
      return row;
    },
    async release(incidentId, known) {
      if (!known) {
        await sql.query('UPDATE firewatch.paging_sync SET claimed_until = NULL WHERE incident_id = $1', [
          incidentId,
        ]);
        return;
      }
      await sql.query(
        `UPDATE firewatch.paging_sync SET claimed_until = NULL, paging_id = $2, agreed = $3::jsonb, told_up_to = $4,
           compared_at = clock_timestamp() WHERE incident_id = $1`,
        [incidentId, known.pagingId, toJson(known.agreed), known.toldUpTo],
      );
    },
    async knownAs(pagingId) {
      const [row] = await sql.query<Row & { incidentId: IncidentId; status: PagingStatus | null }>(
        `SELECT incidents.id AS "incidentId", CASE WHEN paging_id = $1 THEN agreed->'theirs'->>'status' END AS status
         FROM firewatch.incidents LEFT JOIN firewatch.paging_sync ON incident_id = incidents.id
         WHERE pagerduty_incident_id = $1 ORDER BY opened_at DESC LIMIT 1`,
        [pagingId],
      );
      return row;
    },
    async watched() {
      const rows = await sql.query<Row & Watched['incident'] & Omit<Watched, 'incident'>>(
        `SELECT incidents.id, number, title, status, severity, pagerduty_incident_id AS "pagingId",
           CASE WHEN paging_id = pagerduty_incident_id THEN agreed END AS agreed
         FROM firewatch.incidents LEFT JOIN firewatch.paging_sync ON incident_id = incidents.id
         WHERE pagerduty_incident_id IS NOT NULL
           AND (status <> 'resolved' OR (paging_id = pagerduty_incident_id
             AND agreed->'theirs'->>'status' <> 'resolved'))
         ORDER BY compared_at NULLS FIRST`,
      );
      return rows.map(({ pagingId, agreed, id, number, title, status, severity }) => ({
        incident: { id, number, title, status, severity },
        pagingId,
        agreed,
      }));
    },
    toldOf: (source, fingerprints) =>
      sql.query<Row & KnownPaged>(
        `SELECT DISTINCT ON (fingerprint) fingerprint, status = 'firing' AS "isFiring", ends_at AS "endsAt", service
         FROM firewatch.alerts WHERE source = $1 AND (fingerprint = ANY($2::text[]) OR fingerprint IN (
           SELECT fingerprint FROM firewatch.alerts WHERE source = $1 AND status = 'firing'))
         ORDER BY fingerprint, starts_at DESC`,
        [source, [...fingerprints]],
      ),
    toTell: (incidentId, after, kinds) =>
      sql.query<Row & Pick<TimelineEntry, 'id' | 'kind' | 'actor' | 'text'>>(
        `SELECT id::int AS id, kind, actor, text FROM firewatch.timeline
         WHERE incident_id = $1 AND timeline.id > $2
           AND (kind = ANY($3::text[]) OR (kind = 'note' AND actor->>'kind' = 'person'))
           AND coalesce(request_id, '') NOT LIKE 'pagerduty:%'
         ORDER BY timeline.id`,
        [incidentId, after, kinds],
      ),
  };
}
