import { createHash } from 'node:crypto';
import type { AuditLog } from '../../remediation/ports.js';
import { canonicalJson } from '../../shared/canonical-json.js';
import type { Row, Sql } from '../database.js';
import { toJson, toText } from '../json.js';

/** Any fixed number that no other advisory lock uses. */
const AUDIT_LOCK = 7_310_003;
/** The hash before the first row. */
const GENESIS = '0'.repeat(64);

export function createAuditLog(sql: Sql): AuditLog {
  return {
    async append(entry) {
      await sql.query('SELECT pg_advisory_xact_lock($1)', [AUDIT_LOCK]);
      const [last] = await sql.query<Row & { seq: number; hash: string }>(
        'SELECT seq::int AS seq, hash FROM firewatch.audit ORDER BY audit.seq DESC LIMIT 1',
      );
      const seq = (last?.seq ?? 0) + 1;
      const previousHash = last?.hash ?? GENESIS;
      const [clock] = await sql.query<Row & { at: Date }>('SELECT clock_timestamp() AS at');
      const at = (clock?.at ?? new Date()).toISOString();
      // What is hashed is what is stored: the same cleaning first.
      const row = JSON.parse(
        toJson({
          seq,
          at,
          actor: entry.actor,
          event: entry.event,
          subject: entry.subject,
          details: entry.details,
        }),
      ) as Record<string, unknown>;
      await sql.query(
        `INSERT INTO firewatch.audit (seq, at, actor, event, subject, details, previous_hash, hash)
         VALUES ($1, $2, $3::jsonb, $4, $5, $6::jsonb, $7, $8)`,
        [
          seq,
          at,
          toJson(entry.actor),
          entry.event,
          toText(entry.subject),
          toJson(entry.details),
          previousHash,
          auditHash(row, previousHash),
        ],
      );
    },
  };
}

/** SHA-256 over the hash before and the row's canonical JSON, hex. */
export function auditHash(row: Readonly<Record<string, unknown>>, previousHash: string): string {
  return createHash('sha256').update(previousHash).update('\n').update(canonicalJson(row)).digest('hex');
}
