import type { Severity } from '../../incidents/incident.js';
import { SEVERITIES } from '../../incidents/incident.js';
import type { Noise, Spread, Stats, StatsRepository } from '../../incidents/stats.js';
import type { Row, Sql } from '../database.js';

const MAX_NOISY = 5;
/** Below this many cases the ninth of ten is only the slowest one. */
const MIN_FOR_P90 = 10;

/** Incidents of the period; one that was merged counts once, as part of the other. */
const OPENED = `SELECT * FROM firewatch.incidents
  WHERE opened_at > now() - make_interval(days => $1::int) AND merged_into IS NULL`;
/** The first acknowledgement stands: reopening takes it from the incident, not from the timeline. */
const ACKNOWLEDGED = `SELECT i.opened_at, coalesce(min(t.at), i.acknowledged_at) AS acknowledged_at
  FROM opened AS i LEFT JOIN firewatch.timeline AS t ON t.incident_id = i.id AND t.kind = 'incident.acknowledged'
  GROUP BY i.id, i.opened_at, i.acknowledged_at`;

type SpreadRow = Row & {
  name: string;
  n: number;
  median: number | null;
  mean: number | null;
  p90: number | null;
};

export function createStatsRepository(sql: Sql): StatsRepository {
  const noise = (text: string, days: number) => sql.query<Row & Noise>(text, [days, MAX_NOISY]);

  return {
    async read(days): Promise<Stats> {
      const [range] = await sql.query<Row & { from: Date; to: Date }>(
        'SELECT now() - make_interval(days => $1::int) AS "from", now() AS "to"',
        [days],
      );
      const severities = await sql.query<Row & { severity: Severity; count: number; unresolved: number }>(
        `WITH opened AS (${OPENED}) SELECT severity, count(*)::int AS count,
           (count(*) FILTER (WHERE status <> 'resolved'))::int AS unresolved FROM opened GROUP BY severity`,
        [days],
      );
      const spreads = await readSpreads(sql, days);
      const spread = (name: string): Spread => toSpread(spreads.find((row) => row.name === name));
      const bySeverity = SEVERITIES.flatMap((severity) =>
        severities.filter((row) => row.severity === severity),
      );
      return {
        days,
        from: range?.from ?? new Date(),
        to: range?.to ?? new Date(),
        opened: bySeverity.reduce((sum, row) => sum + row.count, 0),
        bySeverity,
        toAcknowledge: spread('acknowledge'),
        toMitigate: spread('mitigate'),
        toResolve: spread('resolve'),
        resolved: await readResolved(sql, days),
        fixes: await readFixes(sql, days),
        noisiestServices: await noise(
          `WITH opened AS (${OPENED}) SELECT service AS name, count(*)::int AS count FROM opened
           WHERE service IS NOT NULL GROUP BY service ORDER BY count DESC, service LIMIT $2`,
          days,
        ),
        noisiestAlerts: await noise(
          `SELECT name, count(*)::int AS count FROM firewatch.alerts
           WHERE first_received_at > now() - make_interval(days => $1::int)
           GROUP BY name ORDER BY count DESC, name LIMIT $2`,
          days,
        ),
        feedback: await readFeedback(sql, days),
      };
    },
  };
}

async function readSpreads(sql: Sql, days: number): Promise<readonly SpreadRow[]> {
  return sql.query<SpreadRow>(
    `WITH opened AS (${OPENED}), acknowledged AS (${ACKNOWLEDGED}), took AS (
       SELECT 'acknowledge' AS name, extract(epoch FROM acknowledged_at - opened_at)::float8 AS seconds FROM acknowledged
       UNION ALL SELECT 'mitigate', extract(epoch FROM mitigated_at - started_at)::float8 FROM opened
       UNION ALL SELECT 'resolve', extract(epoch FROM resolved_at - started_at)::float8 FROM opened
     )
     SELECT name, count(seconds)::int AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median,
       avg(seconds)::float8 AS mean, percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS p90
     FROM took WHERE seconds >= 0 GROUP BY name`,
    [days],
  );
}

/** Ended by a fix: one whose check passed, and after which it was not opened again. */
async function readResolved(sql: Sql, days: number): Promise<Stats['resolved']> {
  const [row] = await sql.query<Row & Stats['resolved']>(
    `WITH opened AS (${OPENED}) SELECT count(*)::int AS n,
       (count(*) FILTER (WHERE EXISTS (SELECT FROM firewatch.proposals AS p
         WHERE p.incident_id = opened.id AND p.status = 'verified')))::int AS "byFix",
       (count(*) FILTER (WHERE resolved_by ->> 'kind' = 'person'))::int AS "byPerson"
     FROM opened WHERE status = 'resolved'`,
    [days],
  );
  return { n: row?.n ?? 0, byFix: row?.byFix ?? 0, byPerson: row?.byPerson ?? 0 };
}

async function readFixes(sql: Sql, days: number): Promise<Stats['fixes']> {
  const [row] = await sql.query<Row & Stats['fixes']>(
    `SELECT (count(*) FILTER (WHERE status NOT IN ('rejected', 'pending', 'expired', 'superseded')))::int AS approved,
       (count(*) FILTER (WHERE status = 'verified'))::int AS verified,
       (count(*) FILTER (WHERE status = 'rejected'))::int AS rejected
     FROM firewatch.proposals WHERE created_at > now() - make_interval(days => $1::int)`,
    [days],
  );
  return { approved: row?.approved ?? 0, verified: row?.verified ?? 0, rejected: row?.rejected ?? 0 };
}

async function readFeedback(sql: Sql, days: number): Promise<Stats['feedback']> {
  const [row] = await sql.query<Row & Stats['feedback']>(
    `SELECT (count(*) FILTER (WHERE verdict = 'right'))::int AS "right",
       (count(*) FILTER (WHERE verdict = 'wrong'))::int AS "wrong"
     FROM firewatch.feedback WHERE given_at > now() - make_interval(days => $1::int)`,
    [days],
  );
  return { right: row?.right ?? 0, wrong: row?.wrong ?? 0 };
}

function toSpread(row: SpreadRow | undefined): Spread {
  if (!row || row.n === 0) return { n: 0, medianMs: null, meanMs: null, p90Ms: null };
  const ms = (seconds: number | null) => (seconds === null ? null : Math.round(seconds * 1000));
  return {
    n: row.n,
    medianMs: ms(row.median),
    meanMs: ms(row.mean),
    p90Ms: row.n < MIN_FOR_P90 ? null : ms(row.p90),
  };
}
