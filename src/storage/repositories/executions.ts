import type { ExecutionRepository } from '../../remediation/ports.js';
import type { Execution } from '../../remediation/proposal.js';
import type { Row, Sql } from '../database.js';
import { toJson, toText } from '../json.js';

const COLUMNS = `id, proposal_id AS "proposalId", status, started_at AS "startedAt", finished_at AS "finishedAt", output,
   fence::int AS fence, progress, cancelled_by AS "cancelledBy", steps`;
/** What people can follow; the rest is in the output. */
const MAX_PROGRESS_CHARS = 2_000;
/** Any fixed number that no other advisory lock uses. */
const SERVICE_LOCK = 7_310_005;

export function createExecutionRepository(sql: Sql): ExecutionRepository {
  return {
    async begin(proposalId) {
      // The unique proposal_id is what makes a second run impossible, whoever asks.
      const [row] = await sql.query<Row & Execution>(
        `INSERT INTO firewatch.executions (proposal_id) VALUES ($1) ON CONFLICT (proposal_id) DO NOTHING
         RETURNING ${COLUMNS}`,
        [proposalId],
      );
      return row;
    },
    ofProposal: async (proposalId) =>
      (
        await sql.query<Row & Execution>(
          `SELECT ${COLUMNS} FROM firewatch.executions WHERE proposal_id = $1`,
          [proposalId],
        )
      )[0],
    async reclaim({ id, fence }, withinSeconds) {
      const [row] = await sql.query<Row & Execution>(
        `UPDATE firewatch.executions SET started_at = clock_timestamp(), fence = nextval('firewatch.execution_fence')
         WHERE id = $1 AND status = 'running' AND fence = $2
           AND coalesce((steps -> -1 ->> 'startedAt')::timestamptz, started_at)
             > clock_timestamp() - make_interval(secs => $3::float8)
         RETURNING ${COLUMNS}`,
        [id, fence, withinSeconds],
      );
      return row;
    },
    async awaitTurn(service) {
      await sql.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [SERVICE_LOCK, service]);
    },
    async countThisHour(service, except) {
      const [row] = await sql.query<Row & { count: number }>(
        `SELECT coalesce(sum(greatest(jsonb_array_length(p.steps), 1)), 0)::int AS count FROM firewatch.executions AS e JOIN firewatch.proposals AS p ON p.id = e.proposal_id
         WHERE p.service = $1 AND p.id <> $2 AND e.started_at > clock_timestamp() - interval '1 hour'`,
        [service, except],
      );
      return row?.count ?? 0;
    },
    async report({ id, fence }, line) {
      await sql.query(
        `UPDATE firewatch.executions SET progress = right(concat_ws(E'\n', nullif(progress, ''), $3::text), ${MAX_PROGRESS_CHARS})
         WHERE id = $1 AND fence = $2 AND status = 'running'`,
        [id, fence, toText(line)],
      );
    },
    async beginStep({ id, fence }, index) {
      const rows = await sql.query(
        `UPDATE firewatch.executions SET steps = jsonb_set(steps, ARRAY[$3::int::text],
           jsonb_build_object('startedAt', to_jsonb(clock_timestamp()), 'output', NULL))
         WHERE id = $1 AND fence = $2 AND status = 'running' AND cancelled_by IS NULL
           AND jsonb_array_length(steps) >= $3::int RETURNING id`,
        [id, fence, index],
      );
      return rows.length > 0;
    },
    async endStep({ id, fence }, index, output) {
      const rows = await sql.query(
        `UPDATE firewatch.executions SET steps = jsonb_set(steps, ARRAY[$3::int::text, 'output'], to_jsonb($4::text))
         WHERE id = $1 AND fence = $2 AND status = 'running' RETURNING id`,
        [id, fence, index, toText(output)],
      );
      return rows.length > 0;
    },
    async cancel(proposalId, by) {
      const rows = await sql.query(
        `UPDATE firewatch.executions SET cancelled_by = coalesce(cancelled_by, $2::jsonb)
         WHERE proposal_id = $1 AND status = 'running' RETURNING id`,
        [proposalId, toJson(by)],
      );
      return rows.length > 0;
    },
    async elapsedSeconds(id) {
      const [row] = await sql.query<Row & { seconds: number | null }>(
        `SELECT extract(epoch FROM clock_timestamp() - finished_at)::float8 AS seconds
         FROM firewatch.executions WHERE id = $1`,
        [id],
      );
      return row?.seconds ?? undefined;
    },
    async finish({ id, fence }, status, output) {
      const rows = await sql.query(
        `UPDATE firewatch.executions SET status = $3, output = $4, finished_at = clock_timestamp()
         WHERE id = $1 AND fence = $2 AND status = 'running' RETURNING id`,
        [id, fence, status, toText(output)],
      );
      return rows.length > 0;
    },
  };
}
