import type { RunSteps } from '../../workflows/transaction.js';
import type { Row, Sql } from '../database.js';
import { toJson } from '../json.js';

export function createRunSteps(sql: Sql): RunSteps {
  return {
    async of(runId) {
      const rows = await sql.query<Row & { seq: number; content: unknown }>(
        'SELECT seq, content FROM firewatch.run_steps WHERE run_id = $1 ORDER BY seq',
        [runId],
      );
      return rows.map(({ seq, content }) => ({ seq, step: content }));
    },
    async secondsSoFar(runId) {
      const [row] = await sql.query<Row & { seconds: number | null }>(
        `SELECT extract(epoch FROM clock_timestamp() - min(at))::float8 AS seconds
         FROM firewatch.run_steps WHERE run_id = $1`,
        [runId],
      );
      return row?.seconds ?? 0;
    },
    async append(runId, seq, step) {
      await sql.query(
        'INSERT INTO firewatch.run_steps (run_id, seq, kind, content) VALUES ($1, $2, $3, $4::json)',
        [runId, seq, step.kind, toJson(step)],
      );
    },
  };
}
