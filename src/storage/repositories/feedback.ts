import type { FeedbackRepository, Verdict } from '../../incidents/ports/feedback-repository.js';
import type { Row, Sql } from '../database.js';

export function createFeedbackRepository(sql: Sql): FeedbackRepository {
  return {
    async give({ investigationId, incidentId, slackUserId, verdict }) {
      // The caller holds the incident's lock, so nothing comes between the two statements.
      const [earlier] = await sql.query<Row & { verdict: Verdict }>(
        'SELECT verdict FROM firewatch.feedback WHERE investigation_id = $1 AND slack_user_id = $2',
        [investigationId, slackUserId],
      );
      await sql.query(
        `INSERT INTO firewatch.feedback (investigation_id, slack_user_id, incident_id, verdict)
         VALUES ($1, $2, $3, $4) ON CONFLICT (investigation_id, slack_user_id)
         DO UPDATE SET verdict = excluded.verdict, given_at = now()`,
        [investigationId, slackUserId, incidentId, verdict],
      );
      return earlier?.verdict;
    },
    async count(investigationId) {
      const [row] = await sql.query<Row & Record<Verdict, number>>(
        `SELECT (count(*) FILTER (WHERE verdict = 'right'))::int AS "right",
           (count(*) FILTER (WHERE verdict = 'wrong'))::int AS "wrong"
         FROM firewatch.feedback WHERE investigation_id = $1`,
        [investigationId],
      );
      return { right: row?.right ?? 0, wrong: row?.wrong ?? 0 };
    },
  };
}
