/** Whether an action may run now, whoever wants it: its contract, the policy, the stop, freezes, its size. Reads; writes nothing. */
import { stepsOf } from '../../remediation/plan.js';
import { judgeGuards } from '../../remediation/policy/guards.js';
import { refuse, type Permission, type Refused } from '../../remediation/policy/refusal.js';
import { freezesOn, isSameTerms, type Terms } from '../../remediation/policy/terms.js';
import type { Approval, Proposal } from '../../remediation/proposal.js';
import type { WorkflowSettings } from '../settings.js';
import type { Transaction } from '../transaction.js';
import { judgeContract } from './judge-contract.js';
import type { RemediationDeps } from './remediation-deps.js';
import { subjectsOf, termsOf } from './terms-now.js';

type Deps = Pick<RemediationDeps, 'catalog' | 'policy'> & {
  readonly settings: Pick<WorkflowSettings, 'areActionsStopped'>;
};

const OUTDATED =
  'It was proposed under other rules than hold now. A new analysis proposes it again under the new ones.';

export async function judgeRun(
  deps: Deps,
  tx: Transaction,
  proposal: Proposal,
  approvals: readonly Approval[],
): Promise<Permission> {
  const contract = await judgeContract(tx, proposal, approvals);
  if (!contract.isAllowed) return contract;
  const { now, ...killSwitch } = await tx.killSwitch.read();
  const judged = judgeTerms(deps, proposal, now);
  if ('isAllowed' in judged) return judged;
  const { limits, service } = judged;
  const unknown = await tx.proposals.findUnknown(proposal);
  if (unknown) {
    return refuse(
      'unknown_run',
      'The same action ran before and nobody knows whether it took effect. Look at the target, and resolve that incident first.',
    );
  }
  return judgeGuards({
    killSwitch: deps.settings.areActionsStopped
      ? { isOn: true, reason: 'the operator stopped them where Firewatch runs (FIREWATCH_ACTIONS)' }
      : killSwitch,
    freezes: freezesOn(deps.policy(), subjectsOf(deps, { ...proposal, service }), now),
    isBreakGlass: approvals.some(({ breakGlassReason }) => breakGlassReason !== null),
    blastRadius: proposal.blastRadius,
    limits,
    runs: stepsOf(proposal).length,
    runsThisHour: await tx.executions.countThisHour(service, proposal.id),
  });
}

/** Whether the policy of this moment lets it be run under the terms that people read; who may approve is not asked here. */
export function judgeTerms(
  deps: Pick<Deps, 'catalog' | 'policy'>,
  proposal: Proposal,
  now: Date,
): Refused | (Terms & { readonly service: string }) {
  const { terms, service } = proposal;
  if (terms === null || service === null) return refuse('policy_changed', OUTDATED);
  const current = termsOf(deps, proposal, now);
  if (current === undefined) return refuse('no_rule', 'No rule of the policy allows this action any more.');
  if (current.mode === 'never')
    return refuse('mode_never', `The policy forbids this action (${current.rule}).`);
  if (!isSameTerms(terms, current)) return refuse('policy_changed', OUTDATED);
  return terms.mode === 'shadow'
    ? refuse('shadow', 'This is only written down, to see what would have been done. It cannot be run.')
    : { ...current, service };
}
