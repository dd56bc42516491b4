/** Policies as an operator writes them, decisions under them, and what the audit log has of refusals. */
import { PolicyDocument } from '../../src/remediation/policy/policy-document.js';
import { policyOf } from '../../src/remediation/policy/policy-of.js';
import type { Policy } from '../../src/remediation/policy/policy.js';
import type { Database, Row } from '../../src/storage/database.js';
import type { ProposalId } from '../../src/shared/ids.js';
import { decideProposal } from '../../src/workflows/remediation/decide-proposal.js';
import type { DecisionResult } from '../../src/workflows/use-cases/remediation.js';
import { ALICE, CHANNEL, type WorkflowDeps } from './workflow-deps.js';

export const BOB = { slackUserId: 'U0BOB' };

/** One rule for everything, by which Alice and Bob may approve, and whatever else the document says. */
export function policyWith(rule: object = {}, document: object = {}): Policy {
  const all = { name: 'everything', approvers: ['U0ALICE', 'U0BOB'], ...rule };
  return policyOf(PolicyDocument.parse({ rules: [all], ...document }));
}

/** A yes past the rules. */
export const breakGlass = (
  deps: WorkflowDeps,
  proposalId: ProposalId,
  breakGlassReason: string,
  by = ALICE,
): Promise<DecisionResult> =>
  decideProposal(deps, by, { proposalId, verdict: 'approve', channelId: CHANNEL, breakGlassReason });

/** Codes of all that was refused so far, at clicks and at runs, the oldest first. */
export async function refusalCodes(database: Database): Promise<readonly string[]> {
  const rows = await database.query<Row & { code: string }>(
    "SELECT details ->> 'code' AS code FROM firewatch.audit WHERE details ->> 'code' IS NOT NULL ORDER BY seq",
  );
  return rows.map(({ code }) => code);
}
