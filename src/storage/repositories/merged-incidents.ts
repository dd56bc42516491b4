/** Incidents that were merged are one incident for whoever counts. `id` is an expression of SQL. */

/** A subquery: the incident's id and those of all that became part of it, by however many steps. */
export const partsOf = (id: string) =>
  `(WITH RECURSIVE parts AS (
      SELECT ${id}::uuid AS id
      UNION SELECT one.id FROM firewatch.incidents AS one JOIN parts ON one.merged_into = parts.id
    ) SELECT id FROM parts)`;

/** The same of the incident that it has become part of, or of itself. */
export const wholeOf = (id: string) =>
  partsOf(`(WITH RECURSIVE up AS (
      SELECT id, merged_into FROM firewatch.incidents WHERE id = ${id}::uuid
      UNION SELECT one.id, one.merged_into FROM firewatch.incidents AS one JOIN up ON one.id = up.merged_into
    ) SELECT id FROM up WHERE merged_into IS NULL)`);

/** A condition: the incident of this table is private, or has become part of one that is. */
export const isHidden = (table: string) =>
  `EXISTS (WITH RECURSIVE up AS (
      SELECT ${table}.is_private, ${table}.merged_into
      UNION ALL SELECT one.is_private, one.merged_into
        FROM firewatch.incidents AS one JOIN up ON one.id = up.merged_into
    ) SELECT FROM up WHERE up.is_private)`;

/** Columns `id` and `home` of every incident: what it has become part of, or itself. For WITH RECURSIVE. */
export const HOMES = `homes AS (
    SELECT id, id AS home FROM firewatch.incidents WHERE merged_into IS NULL
    UNION ALL SELECT one.id, homes.home FROM firewatch.incidents AS one JOIN homes ON one.merged_into = homes.id
  )`;
