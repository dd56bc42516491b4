import type { PastIncidents, ResolvedIncident } from '../../incidents/ports/past-incidents.js';
import type { Row, Sql } from '../database.js';

/** Of one incident; a storm has more than tell it apart. */
const MAX_VALUES = 50;

type ResolvedRow = Row & ResolvedIncident;

/** The distinct values of a column of another table's rows about the incident, in their order. */
const distinct = (value: string, from: string) =>
  `coalesce((SELECT jsonb_agg(v ORDER BY v) FROM (SELECT DISTINCT ${value} AS v FROM firewatch.${from} LIMIT ${MAX_VALUES}) AS listed
   WHERE v IS NOT NULL), '[]')`;

/** One query, however many incidents: each of its parts is an index lookup per incident. */
export function createPastIncidents(sql: Sql): PastIncidents {
  return {
    async resolved(except, limit) {
      const rows = await sql.query<ResolvedRow & { ownService: string | null }>(
        `WITH past AS (
           SELECT * FROM firewatch.incidents
           WHERE status = 'resolved' AND merged_into IS NULL AND NOT is_private AND id <> $1::uuid
             AND resolved_at > now() - interval '1 year'
           ORDER BY resolved_at DESC LIMIT $2
         )
         SELECT p.id, p.number, p.started_at AS "startedAt", p.service AS "ownService",
           p.confirmed_cause AS "confirmedCause",
           ${distinct('a.service', 'alerts AS a WHERE a.incident_id = p.id')} AS services,
           ${distinct("jsonb_build_object('name', a.name, 'service', a.service)", 'alerts AS a WHERE a.incident_id = p.id')} AS alerts,
           ${distinct(
             "e.data ->> 'template'",
             "evidence AS e WHERE e.incident_id = p.id AND e.kind = 'log' AND e.is_anomalous AND e.data ->> 'change' <> 'vanished'",
           )} AS templates,
           (SELECT i.analysis #> '{report,cause}' FROM firewatch.investigations AS i
            WHERE i.incident_id = p.id AND i.analysis IS NOT NULL AND i.set_aside IS NULL
            ORDER BY i.requested_at DESC LIMIT 1) AS cause,
           (SELECT jsonb_build_object('title', f.title, 'runbookId', f.runbook_id) FROM firewatch.proposals AS f
            WHERE f.incident_id = p.id AND f.status = 'verified' ORDER BY f.decided_at DESC LIMIT 1) AS "verifiedFix",
           (SELECT l.details ->> 'fix' FROM firewatch.audit AS l
            WHERE l.subject = p.id::text AND l.event = 'incident.resolved' ORDER BY l.seq DESC LIMIT 1) AS "saidFix",
           (SELECT jsonb_build_object('channel', m.channel, 'ts', m.ts) FROM firewatch.messages AS m
            WHERE m.key = 'incident_card:' || p.id AND m.ts IS NOT NULL) AS thread
         FROM past AS p ORDER BY p.resolved_at DESC`,
        [except, limit],
      );
      return rows.map(({ ownService, services, cause, ...row }) => ({
        ...row,
        services: [...new Set(ownService === null ? services : [ownService, ...services])],
        cause: cause && { service: cause.service, mechanism: cause.mechanism },
      }));
    },
  };
}
