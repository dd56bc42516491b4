/** Policies as an operator writes them, decisions under them, and what the audit log has of refusals. */
import { PolicyDocument } from '../../src/remediation/policy/policy-document.js';
import { policyOf } from '../../src/remediation/policy/policy-of.js';
import type { Policy } from '../../src/remediation/policy/policy.js';
import type { NewProposal } from '../../src/remediation/ports.js';
import type { Database, Row } from '../../src/storage/database.js';
import type { ProposalId } from '../../src/shared/ids.js';
import { decideProposal } from '../../src/workflows/remediation/decide-proposal.js';
import { announceProposal } from '../../src/workflows/remediation/announce-proposal.js';
import type { DecisionResult } from '../../src/workflows/use-cases/remediation.js';
import { ALICE, CHANNEL, proposalOf, type WorkflowDeps } from './workflow-deps.js';

export const BOB = { slackUserId: 'U0BOB' };

/** One rule for everything, by which Alice and Bob may approve, and whatever else the document says. */
export function policyWith(rule: object = {}, document: object = {}): Policy {
  const all = { name: 'everything', approvers: ['U0ALICE', 'U0BOB'], ...rule };
  return policyOf(PolicyDocument.parse({ rules: [all], ...document }));
}

/** Takes the place of one that waits: proposed alike, but for what `change` says. */
export async function proposeAnew(
  deps: WorkflowDeps,
  id: ProposalId,
  change: Partial<NewProposal>,
): Promise<ProposalId> {
  const known = await proposalOf(deps, id);
  return deps.store.transaction(async (tx) => {
    if (change.incidentId === undefined) await tx.proposals.move(id, 'pending', 'expired');
    const { proposal } = await tx.proposals.create({
      ...known,
      expiresInSeconds: 300,
      status: 'pending',
      ...change,
    });
    await announceProposal(deps, tx, proposal);
    return proposal.id;
  });
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
