/** Whether an approved proposal may still be run: its target, its incident, its approval and its rivals, looked at again. */
import { incidentLabel } from '../../incidents/incident.js';
import { decideEligibility } from '../../remediation/policy.js';
import type { Proposal } from '../../remediation/proposal.js';
import { errorMessage } from '../../shared/errors.js';
import type { Transaction } from '../transaction.js';
import type { ExecuteDeps } from './execute-deps.js';

/** Longest wait for a plan; the endpoints' own time-outs are shorter. */
const PLAN_TIMEOUT_MS = 15_000;

/** Looks at the target once more; what was approved must still be what would be done. */
export async function findDrift(
  deps: ExecuteDeps,
  proposal: Proposal,
): Promise<{ to: 'superseded' | 'failed'; outcome: string } | undefined> {
  try {
    const now = await deps.actions.plan(
      proposal.action,
      proposal.arguments,
      AbortSignal.timeout(PLAN_TIMEOUT_MS),
    );
    const isSame =
      now.argumentsHash === proposal.argumentsHash &&
      now.plan.target.version === proposal.target.version &&
      now.plan.effect === proposal.effect;
    if (isSame) return undefined;
    return {
      to: 'superseded',
      outcome: `Not run: ${proposal.target.name} has changed since the dry run (now: ${now.plan.effect}).`,
    };
  } catch (error) {
    deps.log.warn({ err: error, proposalId: proposal.id }, 'approved proposal could not be planned again');
    return { to: 'failed', outcome: `Not run: the target could not be checked. ${errorMessage(error)}` };
  }
}

/** Locks the incident. What was right at the click is checked again now; a queue may have stood still in between. */
export async function findObjection(
  deps: ExecuteDeps,
  tx: Transaction,
  proposal: Proposal,
): Promise<string | undefined> {
  const incident = await tx.incidents.lock(proposal.incidentId);
  if (!incident || incident.status === 'resolved') return 'the incident was resolved meanwhile';
  const { decidedBy } = proposal;
  const isEligible =
    decidedBy?.kind === 'person' &&
    decideEligibility(deps.settings.approvals, decidedBy.id, proposal).isAllowed;
  if (!isEligible) return 'the person who approved it may not approve any more';
  if (await tx.proposals.isLate(proposal.id)) return 'its time ran out before it could start';
  return undefined;
}

/** Two incidents may have led to the same fix; it is run for one of them. */
export async function findRival(tx: Transaction, proposal: Proposal): Promise<string | undefined> {
  const rival = await tx.proposals.findRival(proposal);
  if (!rival) return undefined;
  const incident = await tx.incidents.get(rival.incidentId);
  const label = incident ? incidentLabel(incident) : 'another incident';
  const isOver = rival.status !== 'executing' && rival.status !== 'verifying';
  return isOver
    ? `the same fix was run meanwhile, for ${label}`
    : `the same fix is running or being verified already, for ${label}`;
}
