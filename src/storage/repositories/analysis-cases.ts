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
 * analysed from then on is no case.
 */
const CASES = `
  SELECT DISTINCT ON (look.incident_id, model, version) look.id AS "investigationId", look.incident_id AS "incidentId",
    incident.number AS "incidentNumber", look.finished_at AS "finishedAt", author.model, author.version,
    coalesce((analysis -> 'usage' ->> 'durationMs')::float8, 0) AS "durationMs",
    jsonb_typeof(analysis -> 'report' -> 'cause') = 'object' AS "hasCause",
    analysis -> 'report' -> 'cause' ->> 'service' AS service,
    (analysis -> 'report' -> 'cause' ->> 'confidence')::float8 AS confidence,
    confirmed.told, confirmed.service AS "confirmedService", confirmed.investigation_id AS "confirmedId",
    verdicts.right, verdicts.wrong, calls.cost AS "costUsd"
  FROM firewatch.investigations AS look
  JOIN firewatch.incidents AS incident ON incident.id = look.incident_id AND incident.merged_into IS NULL
  LEFT JOIN firewatch.confirmed_causes AS confirmed ON confirmed.incident_id = look.incident_id
  CROSS JOIN LATERAL (SELECT
    CASE WHEN analysis ->> 'by' = 'rules' THEN '${RULES_AUTHOR}' ELSE coalesce(analysis ->> 'model', 'unknown') END AS model,
    coalesce(analysis ->> 'promptVersion', '${UNKNOWN_VERSION}') AS version) AS author
  CROSS JOIN LATERAL (SELECT (count(*) FILTER (WHERE verdict = 'right'))::int AS "right",
    (count(*) FILTER (WHERE verdict = 'wrong'))::int AS "wrong"
    FROM firewatch.feedback WHERE investigation_id = look.id) AS verdicts
  CROSS JOIN LATERAL (SELECT CASE WHEN bool_or(cost_usd IS NULL) THEN NULL ELSE sum(cost_usd)::float8 END AS cost
    FROM firewatch.model_calls WHERE investigation_id = look.id) AS calls
  WHERE look.analysis IS NOT NULL AND look.finished_at > coalesce($1::timestamptz, '-infinity')
    AND (confirmed.at IS NULL OR look.finished_at < confirmed.at)
  ORDER BY look.incident_id, model, version, look.finished_at DESC`;

export function createCaseRepository(sql: Sql): CaseRepository {
  return {
    async list({ since, limit }) {
      const rows = await sql.query<CaseRow>(
        `SELECT * FROM (${CASES}) AS cases ORDER BY "finishedAt" DESC, "investigationId" LIMIT $2`,
        [since, limit],
      );
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
