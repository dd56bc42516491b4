import type { IncidentId } from '../../shared/ids.js';
import type { Investigation, InvestigationRepository } from '../../workflows/transaction.js';
import type { Row, Sql } from '../database.js';
import { toJson } from '../json.js';
import { partsOf } from './merged-incidents.js';
import { readAnalysis, type StoredAnalysis } from './read-analysis.js';

const COLUMNS = `id, incident_id AS "incidentId", reason, findings, coalesce(evidence_ids, '[]') AS "evidenceIds",
  analysis, set_aside AS "setAside", requested_at AS "requestedAt", finished_at AS "finishedAt"`;

type InvestigationRow = Row & Omit<Investigation, 'analysis'> & { readonly analysis: StoredAnalysis | null };
type Cost = Awaited<ReturnType<InvestigationRepository['cost']>>;

export function createInvestigationRepository(sql: Sql): InvestigationRepository {
  const read = async (text: string, values: readonly unknown[]): Promise<Investigation[]> => {
    const rows = await sql.query<InvestigationRow>(
      `SELECT ${COLUMNS} FROM firewatch.investigations ${text}`,
      values,
    );
    return rows.map((row) => ({ ...row, analysis: row.analysis && readAnalysis(row.analysis) }));
  };

  return {
    async request(incidentId, reason) {
      const [row] = await sql.query<Row & Investigation>(
        `INSERT INTO firewatch.investigations (incident_id, reason) VALUES ($1, $2)
         ON CONFLICT (incident_id) WHERE findings IS NULL AND finished_at IS NULL DO NOTHING
         RETURNING ${COLUMNS}`,
        [incidentId, reason],
      );
      return row;
    },
    get: async (id) => (await read('WHERE id = $1', [id]))[0],
    async saveFindings(id, findings, evidenceIds, setAside = null) {
      await sql.query(
        `UPDATE firewatch.investigations SET findings = $2::jsonb, evidence_ids = $3::jsonb, set_aside = $4::jsonb
         WHERE id = $1`,
        [id, toJson(findings), toJson(evidenceIds), setAside && toJson(setAside)],
      );
    },
    async finish(id, analysis, setAside = null) {
      await sql.query(
        `UPDATE firewatch.investigations SET analysis = $2::jsonb, finished_at = clock_timestamp(),
           set_aside = coalesce($3::jsonb, set_aside)
         WHERE id = $1 AND finished_at IS NULL`,
        [id, analysis === null ? null : toJson(analysis), setAside && toJson(setAside)],
      );
    },
    async endStale(olderThanSeconds) {
      const rows = await sql.query<Row & { incidentId: IncidentId }>(
        `UPDATE firewatch.investigations SET finished_at = clock_timestamp()
         WHERE finished_at IS NULL AND requested_at < now() - make_interval(secs => $1::float8)
         RETURNING incident_id AS "incidentId"`,
        [olderThanSeconds],
      );
      return rows.map((row) => row.incidentId);
    },
    async cost(incidentId) {
      // Analyses of versions without a ledger tell their own tokens, and nothing of money.
      const told = (key: string) =>
        `coalesce(sum((analysis -> 'usage' ->> '${key}')::float8) FILTER (WHERE NOT is_in_ledger), 0)`;
      const [row] = await sql.query<Row & Cost>(
        `WITH parts AS ${partsOf('$1')}, looks AS (
           SELECT analysis, EXISTS (SELECT FROM firewatch.model_calls WHERE investigation_id = one.id) AS is_in_ledger
           FROM firewatch.investigations AS one WHERE incident_id IN (SELECT id FROM parts)
         ), old AS (
           SELECT ${told('modelCalls')} AS calls, ${told('inputTokens')} AS input, ${told('outputTokens')} AS output,
             coalesce(sum((analysis -> 'usage' ->> 'durationMs')::float8), 0) AS duration FROM looks
         ), ledger AS (
           SELECT count(*) AS calls, coalesce(sum(input_tokens), 0) AS input, coalesce(sum(output_tokens), 0) AS output,
             coalesce(sum(cost_usd), 0) AS cost, count(*) FILTER (WHERE cost_usd IS NULL) AS unpriced
           FROM firewatch.model_calls WHERE incident_id IN (SELECT id FROM parts) AND result IS NOT NULL
         )
         SELECT (old.calls + ledger.calls)::float8 AS "modelCalls", (old.input + ledger.input)::float8 AS "inputTokens",
           (old.output + ledger.output)::float8 AS "outputTokens", ledger.cost::float8 AS "costUsd",
           (old.calls + ledger.unpriced)::float8 AS "unpricedCalls", old.duration AS "durationMs"
         FROM old, ledger`,
        [incidentId],
      );
      if (!row) throw new Error('SELECT sum returned no row');
      return row;
    },
    async shown(incidentId) {
      const newest = async (condition: string) =>
        (
          await read(`WHERE incident_id = $1 AND ${condition} ORDER BY requested_at DESC LIMIT 1`, [
            incidentId,
          ])
        )[0];
      const last = await newest('findings IS NOT NULL');
      const measured =
        last?.setAside?.what === 'look'
          ? await newest(`findings IS NOT NULL AND set_aside ->> 'what' IS DISTINCT FROM 'look'`)
          : last;
      const rows = await sql.query<Row & { id: string }>(
        `SELECT DISTINCT evidence.id FROM firewatch.investigations AS look
         CROSS JOIN LATERAL jsonb_array_elements_text(look.evidence_ids) AS evidence (id)
         WHERE look.incident_id = $1 AND look.id IS DISTINCT FROM $2::uuid`,
        [incidentId, measured?.id ?? null],
      );
      return {
        measured,
        analysed: await newest('analysis IS NOT NULL AND set_aside IS NULL'),
        setAside: last?.setAside ?? null,
        outdatedEvidence: rows.map(({ id }) => id),
      };
    },
    async lastFailingShare(incidentId, since) {
      const [row] = await sql.query<Row & { service: string | null; share: number; at: Date }>(
        `SELECT findings ->> 'failingService' AS service, (findings ->> 'failingShare')::float8 AS share,
                requested_at AS at FROM firewatch.investigations
         WHERE incident_id = $1 AND requested_at >= $2 AND findings ->> 'failingShare' IS NOT NULL
           AND set_aside ->> 'what' IS DISTINCT FROM 'look'
         ORDER BY requested_at DESC LIMIT 1`,
        [incidentId, since],
      );
      return row;
    },
    latest: (incidentId) => read('WHERE incident_id = $1 ORDER BY requested_at DESC LIMIT 5', [incidentId]),
  };
}
