import type { KnownCauses } from '../../incidents/ports/known-causes.js';
import type { KnownCause } from '../../incidents/same-cause.js';
import type { Row, Sql } from '../database.js';
import { SCOPE } from './alert-expressions.js';
import { isHidden } from './merged-incidents.js';

type CauseRow = Row &
  Omit<KnownCause, 'runbooks' | 'changes' | 'scope'> & {
    /** As the look's findings have them. */
    readonly runbooks: readonly StoredRunbook[] | null;
    readonly changes: readonly StoredChange[];
    /** Of each copy that an alert names. */
    readonly scopes: readonly Readonly<Record<string, string>>[];
  };

interface StoredRunbook {
  readonly runbookId: string;
  readonly title: string;
  readonly service: string;
  readonly checks: readonly { readonly holds: boolean | null }[];
}

interface StoredChange {
  readonly id?: string;
  readonly kind?: string;
  readonly version?: string | null;
}

/** The path is written as the index `investigations_by_cause` has it. */
const SERVICE = `look.analysis #>> '{report,cause,service}'`;
const IS_SHOWN = 'look.analysis IS NOT NULL AND look.set_aside IS NULL';

/** `condition` is about a look and its incident `n`. An older look of an incident says nothing beside a newer one. */
const select = (condition: string) => `
  SELECT n.id AS "incidentId", n.number, n.opened_at AS "openedAt",
    CASE WHEN n.status = 'resolved' THEN n.resolved_at END AS "resolvedAt",
    ${SERVICE} AS service, look.analysis #>> '{report,cause,component}' AS component,
    (look.analysis #>> '{report,cause,confidence}')::float8 AS confidence, look.findings -> 'runbooks' AS runbooks,
    (SELECT coalesce(jsonb_agg(e.data ORDER BY e.number), '[]') FROM firewatch.evidence AS e
     WHERE e.incident_id = n.id AND e.kind = 'change' AND e.is_anomalous AND jsonb_typeof(e.data) = 'object'
       AND look.analysis #> '{report,cause,evidenceIds}' @> to_jsonb('E' || e.number)) AS changes,
    (SELECT coalesce(jsonb_agg(DISTINCT ${SCOPE}), '[]') FROM firewatch.alerts AS a WHERE a.incident_id = n.id) AS scopes,
    CASE WHEN told.investigation_id = look.id THEN false
      WHEN told.service IS NOT NULL THEN lower(told.service) <> lower(${SERVICE})
      ELSE (SELECT coalesce(sum(CASE f.verdict WHEN 'wrong' THEN 1 ELSE -1 END), 0) > 0
            FROM firewatch.feedback AS f WHERE f.investigation_id = look.id) END AS "isRefuted",
    (SELECT jsonb_build_object('channel', m.channel, 'ts', m.ts) FROM firewatch.messages AS m
     WHERE m.key = 'incident_card:' || n.id AND m.ts IS NOT NULL) AS thread
  FROM firewatch.investigations AS look
  JOIN firewatch.incidents AS n ON n.id = look.incident_id
  LEFT JOIN firewatch.confirmed_causes AS told ON told.incident_id = n.id
  WHERE ${IS_SHOWN} AND ${SERVICE} IS NOT NULL AND ${condition}
    AND NOT EXISTS (SELECT FROM firewatch.investigations AS newer
      WHERE newer.incident_id = n.id AND newer.requested_at > look.requested_at
        AND newer.analysis IS NOT NULL AND newer.set_aside IS NULL)
  ORDER BY look.requested_at DESC`;

const OF_INCIDENT = `${select('look.incident_id = $1')} LIMIT 1`;
/** So long before that nobody's incident is still looked at; without a bound a service's whole history would be read. */
const OLDEST_LOOK = '30 days';
const IN_SERVICE = `${select(
  `${SERVICE} = $1 AND look.requested_at >= $2::timestamptz - interval '${OLDEST_LOOK}' AND n.merged_into IS NULL AND (n.status <> 'resolved' OR n.resolved_at >= $2::timestamptz)
   AND NOT ${isHidden('n')}`,
)} LIMIT $3`;

export function createKnownCauses(sql: Sql): KnownCauses {
  return {
    async of(incidentId) {
      const [row] = await sql.query<CauseRow>(OF_INCIDENT, [incidentId]);
      return row && toCause(row);
    },
    async inService(service, since, limit) {
      return (await sql.query<CauseRow>(IN_SERVICE, [service, since, limit])).map(toCause);
    },
  };
}

function toCause({ runbooks, changes, scopes, ...row }: CauseRow): KnownCause {
  const labels = [...new Set(scopes.flatMap((scope) => Object.keys(scope)))];
  return {
    ...row,
    runbooks: (runbooks ?? [])
      .filter(({ service }) => service === row.service)
      .filter(({ checks }) => checks.some(({ holds }) => holds === true))
      .filter(({ checks }) => checks.every(({ holds }) => holds !== false))
      .map(({ runbookId, title }) => ({ id: runbookId, title })),
    changes: changes.flatMap(({ kind, version, id }) => {
      const which = version ?? id;
      return which === undefined ? [] : [`${kind ?? 'change'} ${which}`];
    }),
    scope: Object.fromEntries(
      labels.map((label) => [label, [...new Set(scopes.flatMap((scope) => scope[label] ?? []))]]),
    ),
  };
}
