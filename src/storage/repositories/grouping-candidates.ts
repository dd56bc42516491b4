/** Incidents as grouping sees them, each with what its alerts have in common. */
import {
  GROUPING_LABELS,
  ONSET_SECONDS,
  type GroupingCandidate,
} from '../../incidents/grouping/candidate.js';
import type { Row, Sql } from '../database.js';
import { BEGAN_AT, labelsOf, SUBJECT } from './alert-expressions.js';

type CandidateRow = Row &
  Pick<
    GroupingCandidate,
    'id' | 'number' | 'groupKey' | 'startedAt' | 'lastAlertAt' | 'resolvedAt' | 'alertCount'
  > & {
    readonly service: string | null;
    readonly fingerprints: string[];
    readonly senderGroups: string[];
    readonly splitOff: string[];
    readonly services: string[];
    readonly names: string[];
    readonly labels: Readonly<Record<string, string>>[];
    readonly onsetCount: number;
    readonly onsetSubjects: string[];
  };

const IN_ONSET = `${BEGAN_AT} BETWEEN i.started_at AND i.started_at + interval '${ONSET_SECONDS} seconds'`;
const distinct = (expression: string, condition = `${expression} IS NOT NULL`) =>
  `coalesce(jsonb_agg(DISTINCT ${expression}) FILTER (WHERE ${condition}), '[]')`;

/** Unresolved ones, and those that their source resolved within the last ten minutes; newest first. */
export async function readCandidates(sql: Sql, limit: number): Promise<readonly GroupingCandidate[]> {
  const rows = await sql.query<CandidateRow>(
    `SELECT i.id, i.number, i.group_key AS "groupKey", i.started_at AS "startedAt", i.service,
       coalesce(max(${BEGAN_AT}), i.started_at) AS "lastAlertAt",
       CASE WHEN i.status = 'resolved' THEN coalesce(max(a.ends_at), i.resolved_at) END AS "resolvedAt",
       count(a.id)::int AS "alertCount",
       ${distinct('a.fingerprint')} AS fingerprints,
       ${distinct(`(a.source || ':' || a.group_key)`)} AS "senderGroups",
       ${distinct('a.service')} AS services,
       ${distinct('a.name')} AS names,
       ${distinct(labelsOf(GROUPING_LABELS), 'a.id IS NOT NULL')} AS labels,
       count(a.id) FILTER (WHERE ${IN_ONSET})::int AS "onsetCount",
       ${distinct(SUBJECT, `${SUBJECT} IS NOT NULL AND ${IN_ONSET}`)} AS "onsetSubjects",
       (SELECT coalesce(jsonb_agg(s.fingerprint), '[]') FROM firewatch.split_alerts AS s WHERE s.from_incident = i.id)
         AS "splitOff"
     FROM firewatch.incidents AS i LEFT JOIN firewatch.alerts AS a ON a.incident_id = i.id
     WHERE i.merged_into IS NULL AND (i.status <> 'resolved'
       OR (i.resolved_at > now() - interval '10 minutes' AND i.resolved_by ->> 'kind' <> 'person'))
     GROUP BY i.id ORDER BY i.opened_at DESC LIMIT $1`,
    [limit],
  );
  return rows.map(
    ({
      service,
      services,
      fingerprints,
      senderGroups,
      splitOff,
      names,
      labels,
      onsetCount,
      onsetSubjects,
      ...row
    }) => ({
      ...row,
      fingerprints: new Set(fingerprints),
      senderGroups: new Set(senderGroups),
      splitOff: new Set(splitOff),
      services: new Set(service === null ? services : [service, ...services]),
      names: new Set(names),
      labels: valuesByLabel(labels),
      onset: { alertCount: onsetCount, subjects: new Set(onsetSubjects) },
    }),
  );
}

function valuesByLabel(
  rows: readonly Readonly<Record<string, string>>[],
): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    GROUPING_LABELS.map((key) => [
      key,
      new Set(rows.flatMap((row) => (row[key] === undefined ? [] : [row[key]]))),
    ]),
  );
}
