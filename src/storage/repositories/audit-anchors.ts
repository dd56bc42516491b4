/** Heads of the audit log that have been noted outside the database; the copies here are for those who compare. */
import type { Anchor } from '../../remediation/audit/anchor.js';
import type { AuditAnchors } from '../../remediation/ports.js';
import type { Row, Sql } from '../database.js';

export function createAuditAnchors(sql: Sql): AuditAnchors {
  return {
    async note(olderThanSeconds) {
      const [row] = await sql.query<Row & Anchor>(
        `INSERT INTO firewatch.audit_anchors (seq, hash)
         SELECT head.seq, head.hash FROM (SELECT seq, hash FROM firewatch.audit ORDER BY seq DESC LIMIT 1) AS head
         WHERE EXISTS (
           SELECT FROM firewatch.audit AS next
           WHERE next.seq = (SELECT coalesce(max(seq), 0) + 1 FROM firewatch.audit_anchors)
             AND next.at <= clock_timestamp() - make_interval(secs => $1::float8))
         ON CONFLICT (seq) DO NOTHING
         RETURNING seq::int AS seq, hash`,
        [olderThanSeconds],
      );
      return row;
    },

    async list() {
      const rows = await sql.query<Row & { seq: string; hash: string }>(
        'SELECT seq::text AS seq, hash FROM firewatch.audit_anchors ORDER BY audit_anchors.seq',
      );
      return rows.map(({ seq, hash }) => ({ seq: Number(seq), hash, isInside: true }));
    },
  };
}
