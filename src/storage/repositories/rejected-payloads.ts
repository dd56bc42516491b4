import type { RejectedPayload, RejectedPayloads } from '../../workflows/transaction.js';
import type { Row, Sql } from '../database.js';
import { toJson, toText } from '../json.js';

/** Five hundred alerts of Alertmanager; a sender gone wrong must not fill the disk. */
const MAX_KEPT_BYTES = 256 * 1024;
/** Of each sender, so that none of them pushes out what the others were refused. */
const MAX_KEPT_ROWS = 1_000;

/** What older versions cut has no size; it says so in its reason. */
const COLUMNS = `id::text, source, received_at AS "receivedAt", reason,
  headers || jsonb_strip_nulls(jsonb_build_object('content-type', content_type)) AS headers,
  coalesce(size, length(body)) AS size, coalesce(size > length(body), reason LIKE '% of the body are kept.)') AS "isCut"`;

export function createRejectedPayloads(sql: Sql): RejectedPayloads {
  return {
    async keep({ source, reason, contentType, headers, body }) {
      const cut =
        body.length > MAX_KEPT_BYTES
          ? ` (The first ${MAX_KEPT_BYTES} of ${body.length} bytes of the body are kept.)`
          : '';
      const [row] = await sql.query<Row & { id: string }>(
        `INSERT INTO firewatch.rejected_payloads (source, reason, content_type, headers, body, size)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id::text`,
        [
          source,
          toText(reason) + cut,
          contentType,
          toJson(headers),
          body.subarray(0, MAX_KEPT_BYTES),
          body.length,
        ],
      );
      // Rows that another process is removing right now are left to it.
      await sql.query(
        `DELETE FROM firewatch.rejected_payloads WHERE id IN (
           SELECT id FROM firewatch.rejected_payloads WHERE source = $1
           ORDER BY received_at DESC OFFSET $2 FOR UPDATE SKIP LOCKED)`,
        [source, MAX_KEPT_ROWS],
      );
      return row?.id ?? '';
    },
    list: (limit) =>
      sql.query<Row & RejectedPayload>(
        `SELECT ${COLUMNS} FROM firewatch.rejected_payloads ORDER BY received_at DESC, id DESC LIMIT $1`,
        [limit],
      ),
    async find(id) {
      const [row] = await sql.query<Row & RejectedPayload & { body: Uint8Array }>(
        `SELECT ${COLUMNS}, body FROM firewatch.rejected_payloads WHERE id = $1::bigint`,
        [id],
      );
      return row && { ...row, body: Buffer.from(row.body) };
    },
    async forget(id) {
      await sql.query('DELETE FROM firewatch.rejected_payloads WHERE id = $1::bigint', [id]);
    },
    async forgetOlderThan(days) {
      await sql.query(
        'DELETE FROM firewatch.rejected_payloads WHERE received_at < now() - make_interval(days => $1::int)',
        [days],
      );
    },
  };
}
