import type { TimelineRepository } from '../../incidents/ports/timeline-repository.js';
import type { TimelineEntry } from '../../incidents/timeline.js';
import type { Row, Sql } from '../database.js';
import { toJson, toText } from '../json.js';

const COLUMNS = 'id::int AS id, incident_id AS "incidentId", at, kind, actor, text, link';

export function createTimelineRepository(sql: Sql): TimelineRepository {
  return {
    async append(entry, requestId) {
      const [row] = await sql.query<Row & TimelineEntry>(
        `INSERT INTO firewatch.timeline (incident_id, kind, actor, text, request_id)
         VALUES ($1, $2, $3::jsonb, $4, $5) RETURNING ${COLUMNS}`,
        [entry.incidentId, entry.kind, toJson(entry.actor), toText(entry.text), requestId ?? null],
      );
      if (!row) throw new Error('INSERT INTO timeline returned no row');
      return row;
    },
    async appendAll(entries) {
      await sql.query(
        `INSERT INTO firewatch.timeline (incident_id, kind, actor, text)
         SELECT "incidentId", kind, actor, text FROM ROWS FROM (
           jsonb_to_recordset($1::jsonb) AS ("incidentId" uuid, kind text, actor jsonb, text text)) WITH ORDINALITY AS x
         ORDER BY ordinality`,
        [toJson(entries)],
      );
    },
    async ofRequest(incidentId, requestId) {
      const [row] = await sql.query<Row & TimelineEntry>(
        `SELECT ${COLUMNS} FROM firewatch.timeline WHERE incident_id = $1 AND request_id = $2`,
        [incidentId, requestId],
      );
      return row;
    },
    async appendMessage({ incidentId, at, kind, actor, text, link, message }) {
      const [row] = await sql.query<Row & TimelineEntry>(
        `INSERT INTO firewatch.timeline (incident_id, at, kind, actor, text, link, message)
         VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7)
         ON CONFLICT (incident_id, message) WHERE message IS NOT NULL DO NOTHING RETURNING ${COLUMNS}`,
        [incidentId, at, kind, toJson(actor), toText(text), link ?? null, message],
      );
      return row;
    },
    async get(id) {
      const [row] = await sql.query<Row & TimelineEntry>(
        `SELECT ${COLUMNS} FROM firewatch.timeline WHERE timeline.id = $1`,
        [id],
      );
      return row;
    },
    async last(incidentId, kind) {
      const [row] = await sql.query<Row & TimelineEntry>(
        `SELECT ${COLUMNS} FROM firewatch.timeline WHERE incident_id = $1 AND kind = $2
         ORDER BY timeline.id DESC LIMIT 1`,
        [incidentId, kind],
      );
      return row;
    },
    async list(incidentId, limit) {
      const newestFirst = await sql.query<Row & TimelineEntry>(
        `SELECT ${COLUMNS} FROM firewatch.timeline WHERE incident_id = $1 ORDER BY timeline.id DESC LIMIT $2`,
        [incidentId, limit],
      );
      // A message may have been written long before somebody put it here.
      return newestFirst.toReversed().toSorted((a, b) => a.at.getTime() - b.at.getTime());
    },
  };
}
