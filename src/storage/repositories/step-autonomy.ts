import type { AutonomyRepository, StepAutonomy } from '../../remediation/ports.js';
import type { Row, Sql } from '../database.js';
import { toJson, toText } from '../json.js';

const COLUMNS = `runbook_id AS "runbookId", step_hash AS "stepHash", title, successes, failures,
  promoted_by AS "promotedBy", promoted_under AS "promotedUnder", demoted_because AS "demotedBecause"`;

export function createAutonomyRepository(sql: Sql): AutonomyRepository {
  return {
    of: async (runbookId, stepHash) =>
      (
        await sql.query<Row & StepAutonomy>(
          `SELECT ${COLUMNS} FROM firewatch.step_autonomy WHERE runbook_id = $1 AND step_hash = $2`,
          [runbookId, stepHash],
        )
      )[0],
    list: () =>
      sql.query<Row & StepAutonomy>(
        `SELECT ${COLUMNS} FROM firewatch.step_autonomy ORDER BY promoted_at IS NULL, successes DESC, title LIMIT 100`,
      ),
    async succeeded({ runbookId, stepHash, title }) {
      const [row] = await sql.query<Row & StepAutonomy>(
        `INSERT INTO firewatch.step_autonomy AS s (runbook_id, step_hash, title, successes) VALUES ($1, $2, $3, 1)
         ON CONFLICT (runbook_id, step_hash) DO UPDATE SET successes = s.successes + 1, title = excluded.title
         RETURNING ${COLUMNS}`,
        [runbookId, stepHash, toText(title)],
      );
      if (!row) throw new Error('A verified run was not counted.');
      return row;
    },
    async failed({ runbookId, stepHash, title, why }) {
      const [before] = await sql.query<Row & { isPromoted: boolean }>(
        `SELECT promoted_by IS NOT NULL AS "isPromoted" FROM firewatch.step_autonomy
         WHERE runbook_id = $1 AND step_hash = $2 FOR UPDATE`,
        [runbookId, stepHash],
      );
      await sql.query(
        `INSERT INTO firewatch.step_autonomy AS s (runbook_id, step_hash, title, failures) VALUES ($1, $2, $3, 1)
         ON CONFLICT (runbook_id, step_hash) DO UPDATE SET successes = 0, failures = s.failures + 1,
           demoted_at = CASE WHEN s.promoted_by IS NULL THEN s.demoted_at ELSE clock_timestamp() END,
           demoted_because = CASE WHEN s.promoted_by IS NULL THEN s.demoted_because ELSE $4 END,
           promoted_by = NULL, promoted_at = NULL, promoted_under = '{}'`,
        [runbookId, stepHash, toText(title), toText(why)],
      );
      return before?.isPromoted ?? false;
    },
    async promote({ runbookId, stepHash }, { by, afterSuccesses, rule }) {
      const rows = await sql.query(
        `UPDATE firewatch.step_autonomy SET promoted_by = $3::jsonb, promoted_at = clock_timestamp(), demoted_at = NULL,
           demoted_because = NULL, promoted_under = array_append(promoted_under, $5::text)
         WHERE runbook_id = $1 AND step_hash = $2 AND successes >= $4 AND NOT ($5::text = ANY (promoted_under))
         RETURNING runbook_id`,
        [runbookId, stepHash, toJson(by), afterSuccesses, toText(rule)],
      );
      return rows.length > 0;
    },
    async demote({ runbookId, stepHash }, why) {
      const rows = await sql.query(
        `UPDATE firewatch.step_autonomy SET promoted_by = NULL, promoted_at = NULL, promoted_under = '{}', demoted_at = clock_timestamp(),
           demoted_because = $3
         WHERE runbook_id = $1 AND step_hash = $2 AND promoted_by IS NOT NULL RETURNING runbook_id`,
        [runbookId, stepHash, toText(why)],
      );
      return rows.length > 0;
    },
  };
}
