/** Incidents as grouping sees them, each with what its alerts have in common. */
import {
  GROUPING_LABELS,
  kindOf,
  ONSET_SECONDS,
  PLACE_LABELS,
  type GroupingCandidate,
} from '../../incidents/grouping/candidate.js';
import type { Row, Sql } from '../database.js';
import { BEGAN_AT, labelsOf } from './alert-expressions.js';

type IncidentRow = Row &
  Pick<GroupingCandidate, 'id' | 'number' | 'groupKey' | 'startedAt' | 'resolvedAt'> & {
    readonly service: string | null;
    readonly splitOff: readonly string[];
  };

/** Alerts of one incident that differ in little but their fingerprints: in a storm, thousands of them. */
type AlikeRow = Row & {
  readonly incidentId: GroupingCandidate['id'];
  readonly senderGroup: string | null;
  readonly service: string | null;
  readonly name: string;
  /** Those of `GROUPING_LABELS` that they have; null for none. */
  readonly labels: Readonly<Record<string, string>> | null;
  readonly isOnset: boolean;
  readonly count: number;
  readonly lastBeganAt: Date;
  readonly lastEndedAt: Date | null;
  readonly fingerprints: readonly string[];
};

/** Unresolved ones, and those that their source resolved within the last ten minutes; newest first. */
export async function readCandidates(sql: Sql, limit: number): Promise<readonly GroupingCandidate[]> {
  const incidents = await sql.query<IncidentRow>(
    `SELECT i.id, i.number, i.group_key AS "groupKey", i.started_at AS "startedAt", i.service,
       CASE WHEN i.status = 'resolved' THEN i.resolved_at END AS "resolvedAt",
       (SELECT coalesce(jsonb_agg(s.fingerprint), '[]') FROM firewatch.split_alerts AS s WHERE s.from_incident = i.id)
         AS "splitOff"
     FROM firewatch.incidents AS i
     WHERE i.merged_into IS NULL AND (i.status <> 'resolved'
       OR (i.status = 'resolved' AND i.resolved_at > now() - interval '10 minutes' AND i.resolved_by ->> 'kind' <> 'person'))
     ORDER BY i.opened_at DESC LIMIT $1`,
    [limit],
  );
  if (incidents.length === 0) return [];
  const alike = await readAlike(
    sql,
    incidents.map(({ id }) => id),
  );
  return incidents.map((incident) => toCandidate(incident, alike.get(incident.id) ?? []));
}

/** By incident. Grouped here and gathered by the caller: a set for each column would be sorted for each column. */
async function readAlike(
  sql: Sql,
  incidentIds: readonly string[],
): Promise<ReadonlyMap<GroupingCandidate['id'], readonly AlikeRow[]>> {
  const rows = await sql.query<AlikeRow>(
    `SELECT a.incident_id AS "incidentId", a.source || ':' || a.group_key AS "senderGroup", a.service, a.name,
       CASE WHEN a.labels ?| $2::text[] THEN ${labelsOf(GROUPING_LABELS)} END AS labels,
       ${BEGAN_AT} BETWEEN i.started_at AND i.started_at + interval '${ONSET_SECONDS} seconds' AS "isOnset",
       count(*)::int AS count, max(${BEGAN_AT}) AS "lastBeganAt", max(a.ends_at) AS "lastEndedAt",
       jsonb_agg(a.fingerprint) AS fingerprints
     FROM firewatch.alerts AS a JOIN firewatch.incidents AS i ON i.id = a.incident_id
     WHERE a.incident_id = ANY($1::uuid[])
     GROUP BY 1, 2, 3, 4, 5, 6`,
    [[...incidentIds], [...GROUPING_LABELS]],
  );
  const byIncident = new Map<GroupingCandidate['id'], AlikeRow[]>();
  for (const row of rows) {
    const known = byIncident.get(row.incidentId);
    if (known) known.push(row);
    else byIncident.set(row.incidentId, [row]);
  }
  return byIncident;
}

function toCandidate(
  { service, splitOff, resolvedAt, ...incident }: IncidentRow,
  alike: readonly AlikeRow[],
): GroupingCandidate {
  const onset = alike.filter(({ isOnset }) => isOnset);
  return {
    ...incident,
    lastAlertAt: latest(alike.map(({ lastBeganAt }) => lastBeganAt)) ?? incident.startedAt,
    // By its alerts, of which some may not have said when they ended.
    resolvedAt:
      resolvedAt === null
        ? null
        : (latest(alike.flatMap(({ lastEndedAt }) => lastEndedAt ?? [])) ?? resolvedAt),
    alertCount: countOf(alike),
    fingerprints: new Set(alike.flatMap(({ fingerprints }) => fingerprints)),
    senderGroups: new Set(alike.flatMap(({ senderGroup }) => senderGroup ?? [])),
    splitOff: new Set(splitOff),
    services: new Set([service, ...alike.map((row) => row.service)].flatMap((name) => name ?? [])),
    names: new Set(alike.map(({ name }) => name)),
    kinds: new Set(alike.map(kindOf)),
    labels: new Map(
      GROUPING_LABELS.map((key) => [key, new Set(alike.flatMap(({ labels }) => labels?.[key] ?? []))]),
    ),
    onset: { alertCount: countOf(onset), subjects: new Set(onset.flatMap((row) => subjectOf(row) ?? [])) },
  };
}

/** As candidate.ts has it. */
function subjectOf({ service, labels }: AlikeRow): string | undefined {
  return service ?? PLACE_LABELS.flatMap((key) => labels?.[key] ?? [])[0];
}

const countOf = (rows: readonly AlikeRow[]) => rows.reduce((sum, { count }) => sum + count, 0);

function latest(times: readonly Date[]): Date | undefined {
  return times.length === 0 ? undefined : new Date(Math.max(...times.map((time) => time.getTime())));
}
