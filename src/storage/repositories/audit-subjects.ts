/** Under which ids the audit log speaks about an incident. */
import type { Sql } from '../database.js';

/** The incident and its proposals; undefined when no incident has this number. */
export async function subjectsOf(sql: Sql, incidentNumber: number): Promise<readonly string[] | undefined> {
  const rows = await sql.query<{ id: string }>(
    `SELECT id::text AS id FROM firewatch.incidents WHERE number = $1
     UNION ALL SELECT p.id::text FROM firewatch.proposals AS p JOIN firewatch.incidents AS i ON i.id = p.incident_id
     WHERE i.number = $1`,
    [incidentNumber],
  );
  return rows.length === 0 ? undefined : rows.map(({ id }) => id);
}
