import type { AuditRecord } from '../../incidents/audit-trail.js';
import { auditHash, GENESIS } from '../../remediation/audit/audit-hash.js';
import type { AuditLog } from '../../remediation/ports.js';
import type { Row, Sql } from '../database.js';
import { toJson, toText } from '../json.js';

/** Any fixed number that no other advisory lock uses. */
const AUDIT_LOCK = 7_310_003;

/** Each with the hash of the one before it. */
const SELECT = `SELECT a.seq::int AS seq, a.at, a.actor, a.event, a.subject, a.details, a.hash,
  a.previous_hash AS "previousHash", before.hash AS "hashBefore"
  FROM firewatch.audit AS a LEFT JOIN firewatch.audit AS before ON before.seq = a.seq - 1`;

export function createAuditLog(sql: Sql): AuditLog {
  return {
    async append(entry) {
      await sql.query('SELECT pg_advisory_xact_lock($1)', [AUDIT_LOCK]);
      const [last] = await sql.query<Row & { seq: number; hash: string; at: Date }>(
        'SELECT seq::int AS seq, hash, at FROM firewatch.audit ORDER BY audit.seq DESC LIMIT 1',
      );
      const seq = (last?.seq ?? 0) + 1;
      const previousHash = last?.hash ?? GENESIS;
      const [clock] = await sql.query<Row & { at: Date }>('SELECT clock_timestamp() AS at');
      // A clock that was set back must not look like a log that was written anew.
      const at = latest(clock?.at ?? new Date(), last?.at).toISOString();
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

    async firstOf(subject, event) {
      const [row] = await sql.query<AuditRow>(
        `${SELECT} WHERE a.subject = $1 AND a.event = $2 ORDER BY a.seq LIMIT 1`,
        [subject, event],
      );
      return row && toRecord(row);
    },

    async ofSubjects(subjects, limit) {
      const rows = await sql.query<AuditRow>(
        `${SELECT} WHERE a.subject = ANY($1::text[]) ORDER BY a.seq DESC LIMIT $2`,
        [[...subjects], limit],
      );
      return rows.toReversed().map(toRecord);
    },
  };
}

const latest = (now: Date, last: Date | undefined) => (last && last > now ? last : now);

type AuditRow = Row & Omit<AuditRecord, 'isIntact'> & { previousHash: string; hashBefore: string | null };

function toRecord({ previousHash, hashBefore, ...row }: AuditRow): AuditRecord {
  const { seq, at, actor, event, subject, details, hash } = row;
  const hashed = { seq, at: at.toISOString(), actor, event, subject, details };
  const isIntact = previousHash === (hashBefore ?? GENESIS) && auditHash(hashed, previousHash) === hash;
  return { seq, at, actor, event, subject, details, hash, isIntact };
}
