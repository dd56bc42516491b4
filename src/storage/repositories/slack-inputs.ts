import type { SlackInputRepository } from '../../workflows/transaction.js';
import type { SlackInput } from '../../workflows/use-cases.js';
import type { Row, Sql } from '../database.js';
import { toJson } from '../json.js';

/** Nobody expects it to happen any more: what a person asked for half an hour ago may be wrong by now. */
const IS_TOO_LATE = "(received_at <= now() - interval '30 minutes')";

/** Longer than Slack repeats anything; what people typed is not kept beyond its use. */
const IS_OLD_NEWS = "(handled_at <= now() - interval '7 days')";

export function createSlackInputRepository(sql: Sql): SlackInputRepository {
  return {
    async accept(input) {
      const rows = await sql.query(
        `INSERT INTO firewatch.slack_inputs (id, input, same_as) VALUES ($1, $2::jsonb, $3)
         ON CONFLICT DO NOTHING RETURNING id`,
        [input.id, toJson(input), input.kind === 'event' ? input.sameAs : null],
      );
      return rows.length > 0;
    },
    async take(id) {
      const [row] = await sql.query<Row & { input: SlackInput }>(
        `SELECT input FROM firewatch.slack_inputs WHERE id = $1 AND handled_at IS NULL AND NOT ${IS_TOO_LATE}`,
        [id],
      );
      return row?.input;
    },
    async forgotten(olderThanSeconds) {
      await sql.query(
        `UPDATE firewatch.slack_inputs SET handled_at = now() WHERE handled_at IS NULL AND ${IS_TOO_LATE}`,
      );
      await sql.query(`DELETE FROM firewatch.slack_inputs WHERE ${IS_OLD_NEWS}`);
      const rows = await sql.query<Row & { input: SlackInput }>(
        `SELECT input FROM firewatch.slack_inputs WHERE handled_at IS NULL
         AND received_at < now() - make_interval(secs => $1::float8) ORDER BY received_at LIMIT 100`,
        [olderThanSeconds],
      );
      return rows.map((row) => row.input);
    },
    async markHandled(id) {
      await sql.query('UPDATE firewatch.slack_inputs SET handled_at = now() WHERE id = $1', [id]);
    },
  };
}
