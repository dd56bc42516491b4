import type { ImpactScores } from '../../workflows/transaction.js';
import type { Row, Sql } from '../database.js';

/** A pair of rows an hour apart says more than sixty equal ones. */
export function createImpactScores(sql: Sql): ImpactScores {
  return {
    async record(incidentId, score, at) {
      await sql.query(
        `INSERT INTO firewatch.impact_scores (incident_id, at, score)
         SELECT $1::uuid, $2::timestamptz, $3::int WHERE $3::int IS DISTINCT FROM
           (SELECT score FROM firewatch.impact_scores WHERE incident_id = $1::uuid ORDER BY at DESC LIMIT 1)
         ON CONFLICT (incident_id, at) DO UPDATE SET score = excluded.score`,
        [incidentId, at, score],
      );
    },
    since: (incidentId, since) =>
      sql.query<Row & { at: Date; score: number }>(
        `SELECT greatest(at, $2::timestamptz) AS at, score FROM firewatch.impact_scores
         WHERE incident_id = $1 AND at >= coalesce((SELECT max(at) FROM firewatch.impact_scores
           WHERE incident_id = $1 AND at < $2::timestamptz), $2::timestamptz)
         ORDER BY at`,
        [incidentId, since],
      ),
  };
}
