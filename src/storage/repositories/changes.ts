import type { Change } from '../../incidents/change.js';
import type { ChangeRepository } from '../../incidents/ports/change-repository.js';
import type { Row, Sql } from '../database.js';
import { toText } from '../json.js';

export function createChangeRepository(sql: Sql): ChangeRepository {
  return {
    async record(change) {
      const rows = await sql.query(
        `INSERT INTO firewatch.changes (source, id, kind, service, summary, version, author, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id`,
        [change.source, change.id, change.kind, change.service, change.summary, change.version, change.author]
          .map((value) => (value === null ? null : toText(value)))
          .concat([change.at.toISOString()]),
      );
      return rows.length > 0;
    },
    list: ({ services, range, limit }) =>
      sql.query<Row & Change>(
        `SELECT id, source, kind, service, summary, version, author, at FROM firewatch.changes
         WHERE at >= $1 AND at <= $2 AND (cardinality($3::text[]) = 0 OR service = ANY($3::text[]))
         ORDER BY at DESC LIMIT $4`,
        [range.start, range.end, [...services], limit],
      ),
  };
}
