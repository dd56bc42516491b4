import type { RejectedPayloads } from '../../workflows/transaction.js';
import type { Sql } from '../database.js';
import { toText } from '../json.js';

export function createRejectedPayloads(sql: Sql): RejectedPayloads {
  return {
    async keep({ source, reason, contentType, body }) {
      await sql.query(
        'INSERT INTO firewatch.rejected_payloads (source, reason, content_type, body) VALUES ($1, $2, $3, $4)',
        [source, toText(reason), contentType, body],
      );
    },
    async forgetOlderThan(days) {
      await sql.query(
        'DELETE FROM firewatch.rejected_payloads WHERE received_at < now() - make_interval(days => $1::int)',
        [days],
      );
    },
  };
}
