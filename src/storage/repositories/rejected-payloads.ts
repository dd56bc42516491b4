import type { RejectedPayloads } from '../../workflows/transaction.js';
import type { Sql } from '../database.js';
import { toText } from '../json.js';

/** More shows nothing that the beginning does not; a sender gone wrong must not fill the disk. */
const MAX_KEPT_BYTES = 64 * 1024;
const MAX_KEPT_ROWS = 1_000;

export function createRejectedPayloads(sql: Sql): RejectedPayloads {
  return {
    async keep({ source, reason, contentType, body }) {
      const cut =
        body.length > MAX_KEPT_BYTES
          ? ` (The first ${MAX_KEPT_BYTES} of ${body.length} bytes of the body are kept.)`
          : '';
      await sql.query(
        'INSERT INTO firewatch.rejected_payloads (source, reason, content_type, body) VALUES ($1, $2, $3, $4)',
        [source, toText(reason) + cut, contentType, body.subarray(0, MAX_KEPT_BYTES)],
      );
      // Rows that another process is removing right now are left to it.
      await sql.query(
        `DELETE FROM firewatch.rejected_payloads WHERE id IN (
           SELECT id FROM firewatch.rejected_payloads ORDER BY received_at DESC OFFSET $1 FOR UPDATE SKIP LOCKED)`,
        [MAX_KEPT_ROWS],
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
