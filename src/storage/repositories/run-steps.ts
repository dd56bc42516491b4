import type { RunStep } from '../../agent/ports.js';
import type { RunSteps } from '../../workflows/transaction.js';
import type { Row, Sql } from '../database.js';
import { toJson } from '../json.js';

export function createRunSteps(sql: Sql): RunSteps {
  return {
    async of(runId) {
      const rows = await sql.query<Row & { seq: number; content: RunStep }>(
        'SELECT seq, content FROM firewatch.run_steps WHERE run_id = $1 ORDER BY seq',
        [runId],
      );
      return rows.map(({ seq, content }) => ({ seq, step: content }));
    },
    async append(runId, seq, step) {
      await sql.query(
        'INSERT INTO firewatch.run_steps (run_id, seq, kind, content) VALUES ($1, $2, $3, $4::json)',
        [runId, seq, step.kind, toJson(step)],
      );
    },
  };
}
