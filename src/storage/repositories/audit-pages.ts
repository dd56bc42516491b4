/** Reads the audit log from its first entry to its last, a page at a time, however long it is. */
import type { ChainRow } from '../../remediation/audit/chain-row.js';
import type { Row, Sql } from '../database.js';

const PAGE = 1000;
/** Whatever somebody made of the columns, the reader gets text to judge. */
const COLUMNS = `seq::text AS seq, coalesce(extract(epoch FROM at)::text, '') AS epoch, coalesce(actor::text, '') AS actor,
  coalesce(event, '') AS event, coalesce(subject, '') AS subject, coalesce(details::text, '') AS details,
  coalesce(previous_hash, '') AS "previousHash", coalesce(hash, '') AS hash`;

type PageRow = Row & Omit<ChainRow, 'seq'> & { seq: string };

export interface AuditPageOptions {
  /** Only entries about these: an incident's id and its proposals'. */
  readonly subjects?: readonly string[];
  readonly pageSize?: number;
}

/** In the order of their numbers; entries that come meanwhile are read too. */
export async function* readAuditPages(
  sql: Sql,
  { subjects, pageSize = PAGE }: AuditPageOptions = {},
): AsyncGenerator<readonly ChainRow[]> {
  /** Each page begins with the last number of the one before, in case somebody made a second entry with it. */
  let from: string | null = null;
  for (;;) {
    const rows: readonly PageRow[] = await sql.query(
      `SELECT ${COLUMNS} FROM firewatch.audit AS a
       WHERE ($1::bigint IS NULL OR a.seq >= $1::bigint) AND ($2::text[] IS NULL OR a.subject = ANY($2::text[]))
       ORDER BY a.seq LIMIT $3`,
      [from, subjects ? [...subjects] : null, pageSize + 1],
    );
    const fresh: readonly PageRow[] = from === null ? rows : rows.slice(1);
    if (fresh.length > 0) yield fresh.map((row) => ({ ...row, seq: Number(row.seq) }));
    from = fresh.at(-1)?.seq ?? null;
    if (from === null || rows.length <= pageSize) return;
  }
}
