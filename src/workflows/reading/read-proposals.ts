/** Reads what people see about the fixes of one incident, as the policy stands now. */
import type { Incident } from '../../incidents/incident.js';
import { nameApprovers } from '../../remediation/policy/eligibility.js';
import { freezesOn, isSameTerms } from '../../remediation/policy/terms.js';
import type { Proposal } from '../../remediation/proposal.js';
import { judgeWayBack } from '../../remediation/way-back.js';
import { subjectsOf, termsOf, type TermsDeps } from '../remediation/terms-now.js';
import type { WorkflowSettings } from '../settings.js';
import type { Transaction } from '../transaction.js';
import type { Hold, ProposalView } from './proposal-view.js';

export interface ReadProposalsDeps extends TermsDeps {
  readonly settings: Pick<WorkflowSettings, 'areActionsStopped'>;
}

type Stop = Awaited<ReturnType<Transaction['killSwitch']['read']>>;

/** Oldest first. */
export async function readProposals(
  deps: ReadProposalsDeps,
  tx: Pick<Transaction, 'proposals' | 'executions' | 'approvals' | 'killSwitch'>,
  { id, status: incidentStatus }: Pick<Incident, 'id' | 'status'>,
): Promise<readonly ProposalView[]> {
  const proposals = await tx.proposals.ofIncident(id);
  const stop = await tx.killSwitch.read();
  const emergencyApprovers = nameApprovers(deps.policy().breakGlass);
  const views: ProposalView[] = [];
  for (const proposal of proposals) {
    const execution = (await tx.executions.ofProposal(proposal.id)) ?? null;
    const isPending = proposal.status === 'pending';
    const terms = isPending ? termsOf(deps, proposal, stop.now) : proposal.terms;
    views.push({
      proposal,
      execution,
      approvers: nameApprovers(terms?.approvers ?? []),
      approvals: await tx.approvals.ofProposal(proposal.id),
      hold: isPending ? findHold(deps, proposal, stop) : null,
      emergencyApprovers,
      replaces: proposals.find((other) => other.id === proposal.supersedes) ?? null,
      startsAt: findStart(deps, proposal),
      canRollBack:
        incidentStatus !== 'resolved' &&
        judgeWayBack(proposal, execution).isAllowed &&
        (await tx.proposals.undoOf(proposal.id)) === undefined,
    });
  }
  return views;
}

function findStart({ policy }: ReadProposalsDeps, proposal: Proposal): Date | null {
  const { status, decidedBy, decidedAt, undoes } = proposal;
  const { waitSeconds } = policy().autonomy;
  if (status !== 'approved' || decidedBy?.kind !== 'firewatch' || decidedAt === null) return null;
  return undoes !== null || waitSeconds === 0 ? null : new Date(decidedAt.getTime() + waitSeconds * 1000);
}

/** The same reasons for which a click would be refused, as far as they do not depend on who clicks. */
function findHold(deps: ReadProposalsDeps, proposal: Proposal, { now, ...stop }: Stop): Hold | null {
  if (deps.settings.areActionsStopped) return { kind: 'stopped-by-operator' };
  if (stop.isOn) return { kind: 'stopped', reason: stop.reason, by: stop.by, at: stop.at };
  const { terms, service } = proposal;
  const current = termsOf(deps, proposal, now);
  // Without any rule nobody may approve it, and the card says so by itself.
  if (terms === null || service === null || current === undefined) return null;
  if (current.mode === 'never' || !isSameTerms(terms, current)) return { kind: 'outdated' };
  const freezes = freezesOn(deps.policy(), subjectsOf(deps, { ...proposal, service }), now);
  const [longest] = freezes.toSorted((a, b) => b.to.getTime() - a.to.getTime());
  return longest ? { kind: 'frozen', name: longest.name, until: longest.to } : null;
}
