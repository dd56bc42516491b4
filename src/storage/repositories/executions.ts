import type { ExecutionRepository } from '../../remediation/ports.js';
import type { Execution } from '../../remediation/proposal.js';
import type { Row, Sql } from '../database.js';
import { toText } from '../json.js';

const COLUMNS =
  'id, proposal_id AS "proposalId", status, started_at AS "startedAt", finished_at AS "finishedAt", output';

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
    async reclaim({ id, startedAt }, withinSeconds) {
      // Dates have milliseconds, the database has more.
      const [row] = await sql.query<Row & Execution>(
        `UPDATE firewatch.executions SET started_at = clock_timestamp()
         WHERE id = $1 AND status = 'running' AND date_trunc('milliseconds', started_at) = $2
           AND started_at > clock_timestamp() - make_interval(secs => $3::float8)
         RETURNING ${COLUMNS}`,
        [id, startedAt, withinSeconds],
      );
      return row;
    },
    async elapsedSeconds(id) {
      const [row] = await sql.query<Row & { seconds: number | null }>(
        `SELECT extract(epoch FROM clock_timestamp() - finished_at)::float8 AS seconds
         FROM firewatch.executions WHERE id = $1`,
        [id],
      );
      return row?.seconds ?? undefined;
    },
    async finish(id, status, output) {
      const rows = await sql.query(
        `UPDATE firewatch.executions SET status = $2, output = $3, finished_at = clock_timestamp()
         WHERE id = $1 AND status = 'running' RETURNING id`,
        [id, status, toText(output)],
      );
      return rows.length > 0;
    },
  };
}
