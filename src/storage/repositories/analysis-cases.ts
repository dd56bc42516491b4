import {
  RULES_AUTHOR,
  UNKNOWN_VERSION,
  type AnalysisCase,
  type CaseRepository,
  type ConfirmedCause,
} from '../../agent/monitoring/analysis-case.js';
import type { Row, Sql } from '../database.js';

type CaseRow = Row &
  Pick<
    AnalysisCase,
    'investigationId' | 'incidentId' | 'incidentNumber' | 'finishedAt' | 'durationMs' | 'costUsd'
  > & {
    model: string;
    version: string;
    hasCause: boolean;
    service: string | null;
    confidence: number | null;
    told: ConfirmedCause['told'] | null;
    confirmedService: string | null;
    confirmedId: string | null;
    right: number;
    wrong: number;
  };

/**
 * The newest analysis of each author for an incident. After the cause was told nobody has to find it any more: what was
 * analysed from then on is no case. Analyses are taken apart once, because unpacking them is what takes the time.
 */
const CASES = `
  WITH looks AS MATERIALIZED (
    SELECT look.id, look.incident_id, look.finished_at, incident.number, confirmed.told,
      confirmed.service AS confirmed_service, confirmed.investigation_id AS confirmed_id,
      CASE WHEN told.by = 'rules' THEN '${RULES_AUTHOR}' ELSE coalesce(told.model, 'unknown') END AS model,
      coalesce(told."promptVersion", '${UNKNOWN_VERSION}') AS version,
      told.report -> 'cause' AS cause, (told.usage ->> 'durationMs')::float8 AS duration
    FROM firewatch.investigations AS look
    JOIN firewatch.incidents AS incident ON incident.id = look.incident_id AND incident.merged_into IS NULL
    LEFT JOIN firewatch.confirmed_causes AS confirmed ON confirmed.incident_id = look.incident_id
    CROSS JOIN LATERAL jsonb_to_record(look.analysis)
      AS told (by text, model text, "promptVersion" text, report jsonb, usage jsonb)
    WHERE look.analysis IS NOT NULL AND look.finished_at > coalesce($1::timestamptz, '-infinity')
      AND (confirmed.at IS NULL OR look.finished_at < confirmed.at)
  ), newest AS (
    SELECT DISTINCT ON (incident_id, model, version) * FROM looks
    ORDER BY incident_id, model, version, finished_at DESC
  ), cases AS (SELECT * FROM newest ORDER BY finished_at DESC, id LIMIT $2)
  SELECT cases.id AS "investigationId", incident_id AS "incidentId", number AS "incidentNumber",
    finished_at AS "finishedAt", model, version, coalesce(duration, 0) AS "durationMs",
    coalesce(jsonb_typeof(cause) = 'object', false) AS "hasCause", cause ->> 'service' AS service,
    (cause ->> 'confidence')::float8 AS confidence, told, confirmed_service AS "confirmedService",
    confirmed_id AS "confirmedId", coalesce(verdicts.right, 0) AS "right", coalesce(verdicts.wrong, 0) AS "wrong",
    calls.cost AS "costUsd"
  FROM cases
  LEFT JOIN (
    SELECT investigation_id AS id, (count(*) FILTER (WHERE verdict = 'right'))::int AS "right",
      (count(*) FILTER (WHERE verdict = 'wrong'))::int AS "wrong"
    FROM firewatch.feedback GROUP BY investigation_id
  ) AS verdicts ON verdicts.id = cases.id
  LEFT JOIN (
    SELECT investigation_id AS id, CASE WHEN bool_or(cost_usd IS NULL) THEN NULL ELSE sum(cost_usd)::float8 END AS cost
    FROM firewatch.model_calls GROUP BY investigation_id
  ) AS calls ON calls.id = cases.id
  ORDER BY finished_at DESC, cases.id`;

export function createCaseRepository(sql: Sql): CaseRepository {
  return {
    async list({ since, limit }) {
      const rows = await sql.query<CaseRow>(CASES, [since, limit]);
      return rows.map(toCase);
    },
    async confirm(incidentId, cause) {
      if (cause === null) {
        await sql.query('DELETE FROM firewatch.confirmed_causes WHERE incident_id = $1', [incidentId]);
        return;
      }
      // The first time stands: from then on it was no secret.
      await sql.query(
        `INSERT INTO firewatch.confirmed_causes (incident_id, service, investigation_id, told) VALUES ($1, $2, $3, $4)
         ON CONFLICT (incident_id) DO UPDATE
         SET service = excluded.service, investigation_id = excluded.investigation_id, told = excluded.told`,
        [incidentId, cause.service, cause.investigationId, cause.told],
      );
    },
  };
}

function toCase(row: CaseRow): AnalysisCase {
  const { investigationId, incidentId, incidentNumber, finishedAt, durationMs, costUsd } = row;
  return {
    investigationId,
    incidentId,
    incidentNumber,
    author: { model: row.model, version: row.version },
    finishedAt,
    cause: row.hasCause ? { service: row.service, confidence: row.confidence ?? 0 } : null,
    confirmed:
      row.told === null
        ? null
        : { service: row.confirmedService, investigationId: row.confirmedId, told: row.told },
    feedback: { right: row.right, wrong: row.wrong },
    durationMs,
    costUsd,
  };
}
