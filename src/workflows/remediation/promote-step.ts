/**
 * Lets a runbook's step run by itself, or takes that back. Only a person can: for low risk, where the policy has a rule for it,
 * after enough runs in a row that were verified.
 */
import type { RunbookLibrary } from '../../incidents/runbook.js';
import { judgeAccount, judgeDecider, type Decider } from '../../remediation/policy/eligibility.js';
import { ALLOWED, refuse, type Permission, type Refusal } from '../../remediation/policy/refusal.js';
import type { Terms } from '../../remediation/policy/terms.js';
import type { StepAutonomy } from '../../remediation/ports.js';
import type { Proposal } from '../../remediation/proposal.js';
import { timesInARow } from '../../shared/text.js';
import type { Transaction } from '../transaction.js';
import { actorOf, type Person } from '../use-cases/person.js';
import type { PromotionAnswer, RunbookStep, StopAnswer } from '../use-cases/remediation.js';
import { hashStep } from './contract.js';
import { describeDecider } from './describe-decider.js';
import type { RemediationDeps } from './remediation-deps.js';
import { ACTIONS_SUBJECT } from './stop-actions.js';
import { termsOf } from './terms-now.js';

export type PromoteDeps = RemediationDeps & { readonly runbooks: () => RunbookLibrary };

/** Without `confirmed` nothing changes: the answer says what it would mean, and names the step as it is worded now. */
export async function promoteStep(
  deps: PromoteDeps,
  by: Person,
  { runbookId, step, confirmed }: RunbookStep & { readonly confirmed: string | null },
): Promise<PromotionAnswer> {
  const found = findStep(deps, { runbookId, step });
  if ('code' in found) return deps.store.transaction((tx) => refuseStep(tx, by, { runbookId, step }, found));
  const { stepHash } = found;
  const last = await deps.store.transaction((tx) => tx.proposals.lastOfStep(runbookId, stepHash));
  // Others are asked before anything is locked, so that nobody waits for them with it.
  const decider = await describeDecider(deps, by.slackUserId, last?.service ?? null);
  return deps.store.transaction(async (tx): Promise<PromotionAnswer> => {
    const earned = await tx.autonomy.of(runbookId, stepHash);
    const { now } = await tx.killSwitch.read();
    const terms = last && termsOf(deps, last, now);
    if (earned && terms && earned.promotedUnder.includes(terms.rule))
      return { status: 'unchanged', sentence: `“${earned.title}” runs by itself already.` };
    const may = judgePromotion(deps, { earned, last, terms, decider });
    if (!may.isAllowed || !earned || !terms)
      return refuseStep(tx, by, { runbookId, step }, may.isAllowed ? NEVER_RAN : may);
    const { rule } = terms;
    if (confirmed !== null && confirmed !== stepHash) return refuseStep(tx, by, { runbookId, step }, CHANGED);
    if (confirmed === null) return { status: 'asks', sentence: describe(deps, earned, rule), stepHash };
    const actor = actorOf(by);
    const { afterSuccesses } = deps.policy().autonomy;
    if (!(await tx.autonomy.promote({ runbookId, stepHash }, { by: actor, afterSuccesses, rule })))
      return refuseStep(tx, by, { runbookId, step }, NEVER_RAN);
    await tx.audit.append({
      actor,
      event: 'autonomy.promoted',
      subject: ACTIONS_SUBJECT,
      details: { runbookId, step, stepHash, title: earned.title, successes: earned.successes, rule },
    });
    return {
      status: 'done',
      sentence: `“${earned.title}” runs by itself from now on where the rule “${rule}” holds, until it fails once or somebody takes that back: \`/incident actions demote ${runbookId} ${step}\`.`,
    };
  });
}

/** To let people be asked again is safe: each member may. */
export async function demoteStep(
  deps: PromoteDeps,
  by: Person,
  { runbookId, step, reason }: RunbookStep & { readonly reason: string },
): Promise<StopAnswer> {
  const found = findStep(deps, { runbookId, step });
  const decider = await describeDecider(deps, by.slackUserId, null);
  return deps.store.transaction(async (tx): Promise<StopAnswer> => {
    if ('code' in found) return refuseStep(tx, by, { runbookId, step }, found);
    const may = judgeAccount(decider);
    if (!may.isAllowed) return refuseStep(tx, by, { runbookId, step }, may);
    const { stepHash } = found;
    if (!(await tx.autonomy.demote({ runbookId, stepHash }, reason)))
      return { status: 'unchanged', sentence: 'It does not run by itself: people approve it each time.' };
    await tx.audit.append({
      actor: actorOf(by),
      event: 'autonomy.demoted',
      subject: ACTIONS_SUBJECT,
      details: { runbookId, step, stepHash, why: reason },
    });
    return { status: 'done', sentence: 'It does not run by itself any more; people approve it from now on.' };
  });
}

function findStep(
  { runbooks }: Pick<PromoteDeps, 'runbooks'>,
  { runbookId, step }: RunbookStep,
): { readonly stepHash: string } | Refusal {
  const runbook = runbooks().get(runbookId);
  const action = runbook?.actions[step - 1];
  if (runbook && action) return { stepHash: hashStep(runbook.id, action) };
  const known = runbooks()
    .list()
    .flatMap(({ id, actions }) => (actions.length > 0 ? [id] : []));
  return {
    code: 'not_earned',
    reason: runbook
      ? `The runbook ${runbook.id} has ${runbook.actions.length} actions; there is no step ${step}.`
      : `There is no runbook of this name. Those with actions: ${known.slice(0, 20).join(', ')}.`,
  };
}

function judgePromotion(
  deps: PromoteDeps,
  {
    earned,
    last,
    terms,
    decider,
  }: {
    earned: StepAutonomy | undefined;
    last: Proposal | undefined;
    terms: Terms | undefined;
    decider: Decider;
  },
): Permission {
  if (!earned || !last) return { isAllowed: false, ...NEVER_RAN };
  const { promoters, afterSuccesses } = deps.policy().autonomy;
  const approvers = promoters.length > 0 ? promoters : (terms?.approvers ?? []);
  const may = judgeDecider(decider, approvers, `let “${earned.title}” run by itself`);
  if (!may.isAllowed) return may;
  if (terms?.mode !== 'automatic')
    return refuse(
      'not_earned',
      `The policy lets people approve it each time (${terms?.rule ?? 'no rule speaks of it'}). Only where a rule says \`mode: automatic\` may a step run by itself.`,
    );
  if (last.risk !== 'low')
    return refuse('not_earned', `Its risk is ${last.risk}. Only what has a low risk may run by itself.`);
  if (earned.successes < afterSuccesses)
    return refuse(
      'not_earned',
      `It has worked ${timesInARow(earned.successes)}, verified; the policy wants ${afterSuccesses}.`,
    );
  return ALLOWED;
}

const NEVER_RAN: Refusal = {
  code: 'not_earned',
  reason: 'This step, as it is worded now, has not been verified to work yet.',
};
const CHANGED: Refusal = {
  code: 'not_earned',
  reason: 'The runbook has changed since you were asked, and its step has to earn this anew.',
};

function describe(
  { policy }: Pick<PromoteDeps, 'policy'>,
  { title, successes }: StepAutonomy,
  rule: string,
): string {
  const { waitSeconds } = policy().autonomy;
  const wait = waitSeconds > 0 ? `, ${waitSeconds} seconds after it is announced` : '';
  return `“${title}” has worked ${timesInARow(successes)}, verified. If you let it run by itself, nobody is asked any more: where the rule “${rule}” holds it runs whenever the runbook fits${wait}. Stop is on its card. The first failure ends it.`;
}

async function refuseStep(
  tx: Pick<Transaction, 'audit'>,
  by: Person,
  { runbookId, step }: RunbookStep,
  { code, reason }: Refusal,
): Promise<StopAnswer & { readonly status: 'refused' }> {
  await tx.audit.append({
    actor: actorOf(by),
    event: 'autonomy.refused',
    subject: ACTIONS_SUBJECT,
    details: { runbookId, step, code, reason },
  });
  return { status: 'refused', sentence: `${reason} Nothing was changed.` };
}
