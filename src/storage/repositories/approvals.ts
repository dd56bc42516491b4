import type { ApprovalRepository } from '../../remediation/ports.js';
import type { Approval } from '../../remediation/proposal.js';
import type { Row, Sql } from '../database.js';
import { toText } from '../json.js';

export function createApprovalRepository(sql: Sql): ApprovalRepository {
  return {
    async add(proposalId, { slackUserId, argumentsHash, breakGlassReason }) {
      const rows = await sql.query(
        `INSERT INTO firewatch.approvals (proposal_id, slack_user_id, arguments_hash, break_glass_reason)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (proposal_id, slack_user_id) DO UPDATE
           SET break_glass_reason = excluded.break_glass_reason, arguments_hash = excluded.arguments_hash,
             at = clock_timestamp()
           WHERE approvals.break_glass_reason IS NULL AND excluded.break_glass_reason IS NOT NULL
         RETURNING proposal_id`,
        [proposalId, slackUserId, argumentsHash, breakGlassReason === null ? null : toText(breakGlassReason)],
      );
      return rows.length > 0;
    },
    ofProposal: (proposalId) =>
      sql.query<Row & Approval>(
        `SELECT slack_user_id AS "slackUserId", arguments_hash AS "argumentsHash",
           break_glass_reason AS "breakGlassReason", at
         FROM firewatch.approvals WHERE proposal_id = $1 ORDER BY at, slack_user_id`,
        [proposalId],
      ),
  };
}
