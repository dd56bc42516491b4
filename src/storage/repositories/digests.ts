import type {
  DigestFiring,
  DigestIncident,
  DigestRepository,
  ServiceFilter,
} from '../../incidents/digest/records.js';
import type { Row, Sql } from '../database.js';
import { isHidden } from './merged-incidents.js';

/** More than any team can read about; what is beyond is said to be left out. */
const MAX_INCIDENTS = 2_000;
const MAX_FIRINGS = 20_000;
/** What a person did about it, beyond saying that they have seen it. */
const DEEDS = [
  'incident.mitigated',
  'incident.resolved',
  'incident.merged',
  'incident.split',
  'severity.changed',
  'priority.changed',
  'status.updated',
  'cause.confirmed',
  'note',
];

/** `$3`: services that alone count, `$4`: services that do not; null = no such limit. */
const counts = (service: string) =>
  `($3::text[] IS NULL OR ${service} = ANY($3::text[])) AND ($4::text[] IS NULL OR ${service} IS NULL OR ${service} <> ALL($4::text[]))`;

const limitsOf = (filter: ServiceFilter) => [
  filter.kind === 'only' ? filter.services : null,
  filter.kind === 'except' ? filter.services : null,
];

/** Nobody named another cause than the look `look` does. */
const IS_ANALYSED =
  '(told.investigation_id = look.id OR (told.incident_id IS NULL AND i.confirmed_cause IS NULL))';

/** An analysis that somebody called wrong, and nobody right, says nothing about the cause. */
const INCIDENTS = `WITH opened AS (
    SELECT * FROM firewatch.incidents
    WHERE opened_at > $1::timestamptz AND opened_at <= $2::timestamptz AND merged_into IS NULL AND ${counts('service')}
    ORDER BY opened_at DESC LIMIT $5
  )
  SELECT i.id, i.number, i.severity, i.opened_at AS "openedAt", i.started_at AS "startedAt",
    coalesce((SELECT min(t.at) FROM firewatch.timeline AS t
      WHERE t.incident_id = i.id AND t.kind = 'incident.acknowledged'), i.acknowledged_at) AS "acknowledgedAt",
    CASE WHEN i.status = 'resolved' THEN i.resolved_at END AS "resolvedAt", i.is_private AS "isPrivate",
    (EXISTS (SELECT FROM firewatch.timeline AS t
        WHERE t.incident_id = i.id AND t.kind = ANY($6::text[]) AND t.actor ->> 'kind' = 'person')
      OR EXISTS (SELECT FROM firewatch.proposals AS p
        WHERE p.incident_id = i.id AND p.status IN ('approved', 'executing', 'verifying', 'verified', 'unverified', 'failed', 'unknown'))
      OR EXISTS (SELECT FROM firewatch.changes AS c
        WHERE c.service = i.service AND c.at BETWEEN i.opened_at AND coalesce(i.resolved_at, now()))) AS "isActedOn",
    coalesce(told.service, look.cause ->> 'service', i.service) AS blamed,
    coalesce(i.confirmed_cause, look.cause ->> 'mechanism') AS cause,
    CASE WHEN ${IS_ANALYSED} THEN look.cause ->> 'component' END AS component,
    (SELECT coalesce(jsonb_agg(fit ->> 'runbookId'), '[]') FROM jsonb_array_elements(look.runbooks) AS fit
      WHERE ${IS_ANALYSED} AND fit ->> 'service' = look.cause ->> 'service'
        AND fit @> '{"checks":[{"holds":true}]}' AND NOT fit @> '{"checks":[{"holds":false}]}') AS runbooks,
    (SELECT jsonb_build_object('runbookId', p.runbook_id, 'title', p.title) FROM firewatch.proposals AS p
      WHERE p.incident_id = i.id AND p.status = 'verified' AND p.decided_by ->> 'kind' = 'person'
      ORDER BY p.decided_at DESC LIMIT 1) AS fix,
    (SELECT jsonb_build_object('channel', m.channel, 'ts', m.ts) FROM firewatch.messages AS m
      WHERE m.key = 'incident_card:' || i.id AND m.ts IS NOT NULL) AS thread
  FROM opened AS i
  LEFT JOIN firewatch.confirmed_causes AS told ON told.incident_id = i.id
  LEFT JOIN LATERAL (
    SELECT n.id, n.analysis #> '{report,cause}' AS cause, n.findings -> 'runbooks' AS runbooks FROM firewatch.investigations AS n
    WHERE n.incident_id = i.id AND n.analysis IS NOT NULL AND n.set_aside IS NULL
      AND NOT (EXISTS (SELECT FROM firewatch.feedback AS f WHERE f.investigation_id = n.id AND f.verdict = 'wrong')
        AND NOT EXISTS (SELECT FROM firewatch.feedback AS f WHERE f.investigation_id = n.id AND f.verdict = 'right'))
    ORDER BY n.requested_at DESC LIMIT 1
  ) AS look ON true
  ORDER BY i.opened_at DESC`;

const FIRINGS = `SELECT a.name, a.fingerprint, a.starts_at AS "startsAt", a.first_received_at AS "firstReceivedAt",
    a.ends_at AS "endsAt", ${isHidden('i')} AS "isPrivate",
    CASE WHEN i.merged_into IS NULL THEN i.id ELSE (
      WITH RECURSIVE up AS (
        SELECT i.merged_into AS id
        UNION SELECT one.merged_into FROM firewatch.incidents AS one JOIN up ON one.id = up.id WHERE one.merged_into IS NOT NULL
      ) SELECT up.id FROM up JOIN firewatch.incidents AS whole ON whole.id = up.id AND whole.merged_into IS NULL
    ) END AS "incidentId"
  FROM firewatch.alerts AS a JOIN firewatch.incidents AS i ON i.id = a.incident_id
  WHERE a.first_received_at > $1::timestamptz AND a.first_received_at <= $2::timestamptz
    AND ${counts('coalesce(a.service, i.service)')}
  ORDER BY a.first_received_at DESC LIMIT $5`;

export function createDigestRepository(sql: Sql): DigestRepository {
  return {
    async read({ from, to }, filter) {
      const about = [from, to, ...limitsOf(filter)];
      const incidents = await sql.query<Row & DigestIncident>(INCIDENTS, [
        ...about,
        MAX_INCIDENTS + 1,
        DEEDS,
      ]);
      const firings = await sql.query<Row & DigestFiring>(FIRINGS, [...about, MAX_FIRINGS + 1]);
      return {
        incidents: incidents.slice(0, MAX_INCIDENTS),
        firings: firings.slice(0, MAX_FIRINGS),
        isCut: incidents.length > MAX_INCIDENTS || firings.length > MAX_FIRINGS,
      };
    },

    async busy({ from, to }) {
      const rows = await sql.query<Row & { service: string | null }>(
        `SELECT service FROM firewatch.incidents
           WHERE opened_at > $1::timestamptz AND opened_at <= $2::timestamptz AND merged_into IS NULL
         UNION SELECT coalesce(a.service, i.service)
           FROM firewatch.alerts AS a JOIN firewatch.incidents AS i ON i.id = a.incident_id
           WHERE a.first_received_at > $1::timestamptz AND a.first_received_at <= $2::timestamptz`,
        [from, to],
      );
      return rows.map(({ service }) => service);
    },
  };
}
