import type { ExceededBudget } from '../../agent/ports.js';
import type { BudgetShares, Budgets, ModelCallLedger, Spent } from '../../agent/spending/ledger.js';
import type { Row, Sql } from '../database.js';
import { HOMES, partsOf, wholeOf } from './merged-incidents.js';

/** Any fixed number that no other advisory lock uses. */
const SPENDING_LOCK = 7_310_004;
/** Today in UTC. */
const TODAY = `at >= date_trunc('day', clock_timestamp(), 'UTC')`;

type Totals = Row & Record<`${'incident' | 'day'}${'Tokens' | 'Cost'}`, number>;

export function createModelCallLedger(sql: Sql): ModelCallLedger {
  return {
    async reserve(call, budgets) {
      // Until this transaction ends nobody else looks, so that two requests cannot both take what is left. The statements after
      // it see what those before us have taken.
      await sql.query('SELECT pg_advisory_xact_lock($1)', [SPENDING_LOCK]);
      const { incidentId, inputTokens, maxOutputTokens, costUsd } = call;
      const budget = findExceeded(
        await readTotals(sql, incidentId, inputTokens + maxOutputTokens, costUsd),
        budgets,
      );
      if (budget !== null) return { isGranted: false, budget };
      const [row] = await sql.query<Row & { id: string }>(
        `INSERT INTO firewatch.model_calls
           (purpose, incident_id, investigation_id, model, prompt_version, input_tokens, output_tokens, cost_usd)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
        [
          call.purpose,
          incidentId,
          call.investigationId,
          call.model,
          call.promptVersion,
          inputTokens,
          maxOutputTokens,
          costUsd,
        ],
      );
      if (!row) throw new Error('INSERT RETURNING returned no row');
      return { isGranted: true, id: row.id };
    },
    async settle(id, { result, inputTokens, cachedTokens, outputTokens, costUsd, latencyMs }) {
      const rows = await sql.query(
        `UPDATE firewatch.model_calls SET result = $2, input_tokens = $3, cached_tokens = $4, output_tokens = $5,
           cost_usd = $6, latency_ms = $7
         WHERE id = $1 AND (result IS NULL OR result = 'lost') RETURNING id`,
        [id, result, inputTokens, cachedTokens, outputTokens, costUsd, latencyMs],
      );
      return rows.length > 0;
    },
    async giveUpOlderThan(seconds) {
      const rows = await sql.query(
        `UPDATE firewatch.model_calls SET result = 'lost'
         WHERE result IS NULL AND at < now() - make_interval(secs => $1::float8) RETURNING id`,
        [seconds],
      );
      return rows.length;
    },
    async ofInvestigation(investigationId) {
      const spent = await readSpent(sql, 'investigation_id = $1', investigationId);
      return { requests: spent.calls, inputTokens: spent.inputTokens, outputTokens: spent.outputTokens };
    },
    ofIncident: (incidentId) => readSpent(sql, `incident_id IN ${partsOf('$1')}`, incidentId),
    since: (from) => readSpent(sql, 'at >= $1', from),
    async shares(budgets) {
      const [row] = await sql.query<Totals>(
        `WITH RECURSIVE ${HOMES},
           today AS (SELECT * FROM firewatch.model_calls WHERE ${TODAY}),
           incidents AS (
             SELECT sum(input_tokens::bigint + output_tokens) AS tokens, sum(cost_usd) AS cost
             FROM firewatch.model_calls AS call JOIN homes ON homes.id = call.incident_id
             WHERE home IN (SELECT home FROM today JOIN homes ON homes.id = today.incident_id) GROUP BY home
           )
         SELECT (SELECT coalesce(max(tokens), 0)::float8 FROM incidents) AS "incidentTokens",
           (SELECT coalesce(max(cost), 0)::float8 FROM incidents) AS "incidentCost",
           (SELECT coalesce(sum(input_tokens::bigint + output_tokens), 0)::float8 FROM today) AS "dayTokens",
           (SELECT coalesce(sum(cost_usd), 0)::float8 FROM today) AS "dayCost"`,
      );
      if (!row) throw new Error('SELECT sum returned no row');
      return sharesOf(row, budgets);
    },
  };
}

async function readSpent(sql: Sql, condition: string, value: unknown): Promise<Spent> {
  const [row] = await sql.query<Row & Spent>(
    `SELECT count(*)::int AS calls, coalesce(sum(input_tokens), 0)::float8 AS "inputTokens",
       coalesce(sum(cached_tokens), 0)::float8 AS "cachedTokens",
       coalesce(sum(output_tokens), 0)::float8 AS "outputTokens",
       coalesce(sum(cost_usd), 0)::float8 AS "costUsd",
       (count(*) FILTER (WHERE cost_usd IS NULL))::int AS "unpricedCalls"
     FROM firewatch.model_calls WHERE ${condition}`,
    [value],
  );
  if (!row) throw new Error('SELECT count returned no row');
  return row;
}

/** What would be used if a request of this size were granted, rounded as it would be stored. */
async function readTotals(
  sql: Sql,
  incidentId: string | null,
  tokens: number,
  costUsd: number | null,
): Promise<Totals> {
  const [row] = await sql.query<Totals>(
    `WITH today AS (SELECT coalesce(sum(input_tokens::bigint + output_tokens), 0) AS tokens,
         coalesce(sum(cost_usd), 0) AS cost FROM firewatch.model_calls WHERE ${TODAY}),
       about AS (SELECT coalesce(sum(input_tokens::bigint + output_tokens), 0) AS tokens,
         coalesce(sum(cost_usd), 0) AS cost FROM firewatch.model_calls WHERE incident_id IN ${wholeOf('$1')})
     SELECT CASE WHEN $1::uuid IS NULL THEN 0 ELSE about.tokens + $2::bigint END::float8 AS "incidentTokens",
       CASE WHEN $1::uuid IS NULL THEN 0 ELSE about.cost + coalesce($3::numeric(20, 8), 0) END::float8 AS "incidentCost",
       (today.tokens + $2::bigint)::float8 AS "dayTokens",
       (today.cost + coalesce($3::numeric(20, 8), 0))::float8 AS "dayCost"
     FROM today, about`,
    [incidentId, tokens, costUsd],
  );
  if (!row) throw new Error('SELECT sum returned no row');
  return row;
}

function findExceeded(totals: Totals, { incident, day }: Budgets): ExceededBudget | null {
  if (totals.incidentTokens > incident.tokens) return 'incident_tokens';
  if (totals.incidentCost > incident.cost) return 'incident_cost';
  if (totals.dayTokens > day.tokens) return 'day_tokens';
  return totals.dayCost > day.cost ? 'day_cost' : null;
}

function sharesOf(totals: Totals, { incident, day }: Budgets): BudgetShares {
  const share = (used: number, budget: number) => (budget > 0 ? used / budget : used > 0 ? 1 : 0);
  return {
    incident_tokens: share(totals.incidentTokens, incident.tokens),
    incident_cost: share(totals.incidentCost, incident.cost),
    day_tokens: share(totals.dayTokens, day.tokens),
    day_cost: share(totals.dayCost, day.cost),
  };
}
