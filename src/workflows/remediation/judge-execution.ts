/** Whether an approved proposal may still be run: what was right at the click is checked again, a queue may have stood still. */
import { incidentLabel } from '../../incidents/incident.js';
import { judgeDecider, type Decider } from '../../remediation/policy/eligibility.js';
import { ALLOWED, refuse, type Permission } from '../../remediation/policy/refusal.js';
import type { Terms } from '../../remediation/policy/terms.js';
import type { Approval, Proposal } from '../../remediation/proposal.js';
import { RISKS } from '../../remediation/risk.js';
import type { ProposalId } from '../../shared/ids.js';
import type { Transaction } from '../transaction.js';
import { describeDecider } from './describe-decider.js';
import { judgeContract, judgeRecorded } from './judge-contract.js';
import { judgeRun, judgeTerms } from './judge-run.js';
import type { RemediationDeps } from './remediation-deps.js';
import { termsOf } from './terms-now.js';

/** Who approved, as Slack and the paging system know them now. Asked before anything is locked. */
export type Approvers = ReadonlyMap<string, Decider>;

export async function describeApprovers(deps: RemediationDeps, proposal: Proposal): Promise<Approvers> {
  const approvals = await deps.store.transaction((tx) => tx.approvals.ofProposal(proposal.id));
  const described = await Promise.all(
    approvals.map(
      async ({ slackUserId }) =>
        [slackUserId, await describeDecider(deps, slackUserId, proposal.service, { isFresh: true })] as const,
    ),
  );
  return new Map(described);
}

/** Locks the incident. What `hasBegun` is not stopped in the middle because its time is over. */
export async function judgeExecution(
  deps: RemediationDeps,
  tx: Transaction,
  proposal: Proposal,
  approvers: Approvers,
  { hasBegun = false }: { hasBegun?: boolean } = {},
): Promise<Permission> {
  const incident = await tx.incidents.lock(proposal.incidentId);
  if (!incident || incident.status === 'resolved')
    return refuse('incident_over', 'The incident was resolved meanwhile.');
  if (!hasBegun && (await tx.proposals.isLate(proposal.id)))
    return refuse('expired', 'Its time ran out before it could start.');
  const approvals = await tx.approvals.ofProposal(proposal.id);
  // Before the policy: what was tampered with is not what it speaks of.
  const contract = await judgeContract(tx, proposal, approvals);
  if (!contract.isAllowed) return contract;
  const { now } = await tx.killSwitch.read();
  const terms = judgeTerms(deps, proposal, now);
  if ('isAllowed' in terms) return terms;
  const enough =
    approvals.length === 0
      ? await judgeAutonomy(deps, tx, proposal)
      : judgeApprovals(deps, approvals, { approvers, terms });
  if (!enough.isAllowed) return enough;
  return judgeRun(deps, tx, proposal, approvals);
}

/**
 * Without anybody's yes it runs only where the rule says so, the risk is low and a person promoted this very step; or when
 * it takes back a fix whose rule promised that.
 */
export async function judgeAutonomy(
  deps: Pick<RemediationDeps, 'catalog' | 'policy'>,
  tx: Transaction,
  proposal: Proposal,
): Promise<Permission> {
  const { terms, risk, runbookId, stepHash } = proposal;
  if (proposal.undoes !== null) return judgePromise(deps, tx, proposal, proposal.undoes);
  const isCandidate =
    terms?.mode === 'automatic' && risk === 'low' && runbookId !== null && stepHash !== null;
  const earned = isCandidate ? await tx.autonomy.of(runbookId, stepHash) : undefined;
  if (!earned?.promotedBy) return UNAPPROVED;
  const { now } = await tx.killSwitch.read();
  const rule = termsOf(deps, proposal, now)?.rule;
  // Who may promote it for one rule has no say in what another covers.
  return rule !== undefined && earned.promotedUnder.includes(rule) ? ALLOWED : UNAPPROVED;
}

/** People approved the fix with the promise on its card; the rule still has to say so, and going back must be no riskier. */
async function judgePromise(
  deps: Pick<RemediationDeps, 'catalog' | 'policy'>,
  tx: Transaction,
  { action, risk }: Proposal,
  undoes: ProposalId,
): Promise<Permission> {
  const fix = await tx.proposals.get(undoes);
  if (!fix || fix.undo?.action !== action) return UNAPPROVED;
  const recorded = await judgeRecorded(tx, fix);
  if (!recorded.isAllowed) return recorded;
  const { now } = await tx.killSwitch.read();
  const isPromised = fix.terms?.rollBack === 'automatic' && termsOf(deps, fix, now)?.rollBack === 'automatic';
  if (!isPromised) return UNAPPROVED;
  return RISKS.indexOf(risk) <= RISKS.indexOf(fix.risk)
    ? ALLOWED
    : refuse(
        'not_eligible',
        `Its risk is ${risk}, more than the fix itself had, so people have to approve it.`,
      );
}

const UNAPPROVED = refuse('not_eligible', 'Nobody has approved it.');

/** Everybody who approved must still be somebody who may. */
function judgeApprovals(
  deps: RemediationDeps,
  approvals: readonly Approval[],
  { approvers, terms }: { approvers: Approvers; terms: Terms },
): Permission {
  for (const { slackUserId, breakGlassReason } of approvals) {
    const decider = approvers.get(slackUserId);
    const may = decider
      ? judgeDecider(
          decider,
          breakGlassReason === null ? terms.approvers : deps.policy().breakGlass,
          'approve it',
        )
      : refuse('cannot_check', 'Who approved it could not be found out.');
    if (!may.isAllowed) {
      // A sentence to the person would be wrong here: others read it.
      return refuse(may.code, may.code === 'cannot_check' ? UNCLEAR : NO_MORE);
    }
  }
  const isEnough =
    approvals.length >= terms.approvals ||
    approvals.some(({ breakGlassReason }) => breakGlassReason !== null);
  return isEnough ? ALLOWED : refuse('not_eligible', 'Not enough people have approved it.');
}

const NO_MORE = 'The person who approved it may not approve any more.';
const UNCLEAR = 'Whether those who approved it still may could not be found out.';

/** Two incidents may have led to the same fix; it is run for one of them. */
export async function findRival(tx: Transaction, proposal: Proposal): Promise<Permission> {
  const rival = await tx.proposals.findRival(proposal);
  if (!rival) return ALLOWED;
  const incident = await tx.incidents.get(rival.incidentId);
  const label = incident ? incidentLabel(incident) : 'another incident';
  const isOver = rival.status !== 'executing' && rival.status !== 'verifying';
  return refuse(
    'running_elsewhere',
    isOver
      ? `The same fix was run meanwhile, for ${label}.`
      : `The same fix is running or being verified already, for ${label}.`,
  );
}
