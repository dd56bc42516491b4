/** What takes more than one statement to make look right. */
import { auditHash, GENESIS } from '../../src/remediation/audit/audit-hash.js';
import { readEntry } from '../../src/remediation/audit/chain-row.js';
import type { Sql } from '../../src/storage/database.js';
import { readAuditPages } from '../../src/storage/repositories/audit-pages.js';

/** Gives the entries `from` to `to` the hashes that follow from what they say now. */
export async function rehashFrom(sql: Sql, from: number, to: number): Promise<void> {
  let previousHash = GENESIS;
  for await (const rows of readAuditPages(sql)) {
    const changed: { seq: number; previousHash: string; hash: string }[] = [];
    for (const row of rows) {
      const entry = readEntry(row);
      if (row.seq > to) break;
      if (row.seq < from || !entry) {
        previousHash = row.hash;
        continue;
      }
      const hash = auditHash(entry, previousHash);
      changed.push({ seq: row.seq, previousHash, hash });
      previousHash = hash;
    }
    await sql.query(
      `UPDATE firewatch.audit AS a SET previous_hash = n."previousHash", hash = n.hash
       FROM jsonb_to_recordset($1::jsonb) AS n(seq bigint, "previousHash" text, hash text) WHERE a.seq = n.seq`,
      [JSON.stringify(changed)],
    );
  }
}

/** Moves the numbers after `after`; in two steps, because they may not meet on the way. */
export async function shiftNumbers(sql: Sql, after: number, by: number): Promise<void> {
  await sql.query('UPDATE firewatch.audit SET seq = -seq WHERE seq > $1', [after]);
  await sql.query('UPDATE firewatch.audit SET seq = -seq + $1 WHERE seq < 0', [by]);
}
