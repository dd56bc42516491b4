import type { Retention } from '../../workflows/transaction.js';
import type { Sql } from '../database.js';

export function createRetention(sql: Sql): Retention {
  const forget = (table: string, column: string, days: number) =>
    sql.query(`DELETE FROM firewatch.${table} WHERE ${column} < now() - make_interval(days => $1::int)`, [
      days,
    ]);
  return {
    async forgetOlderThan({ questions, runSteps, homeViewers, slackFiles, toolResults, impactScores }) {
      await forget('questions', 'asked_at', questions);
      await forget('run_steps', 'at', runSteps);
      await forget('home_viewers', 'opened_at', homeViewers);
      await forget('slack_files', 'uploaded_at', slackFiles);
      await forget('tool_results', 'created_at', toolResults);
      await forget('impact_scores', 'at', impactScores);
    },
  };
}
