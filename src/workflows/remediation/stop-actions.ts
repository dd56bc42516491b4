/** Stops all actions at once, and allows them again. Whoever is named may do either; everybody sees who did and why. */
import { judgeAccount, judgeDecider } from '../../remediation/policy/eligibility.js';
import type { Approver, Policy } from '../../remediation/policy/policy.js';
import type { Permission } from '../../remediation/policy/refusal.js';
import { actorOf, type Person } from '../use-cases/person.js';
import type { StopAnswer } from '../use-cases/remediation.js';
import { describeDecider } from './describe-decider.js';
import type { RemediationDeps } from './remediation-deps.js';
import { touchPending } from './touch-pending.js';

/** What the audit log's entries about this are about. */
export const ACTIONS_SUBJECT = 'actions';

export async function stopActions(
  deps: Pick<RemediationDeps, 'store' | 'policy' | 'people'>,
  by: Person,
  wanted: { readonly isStopped: boolean; readonly reason: string },
): Promise<StopAnswer> {
  const actor = actorOf(by);
  const decider = await describeDecider(deps, by.slackUserId, null);
  // To stop is safe: each member may. To go on is not.
  const may: Permission = wanted.isStopped
    ? judgeAccount(decider)
    : judgeDecider(decider, whoMayResume(deps.policy()), 'allow actions again');
  return deps.store.transaction(async (tx): Promise<StopAnswer> => {
    if (!may.isAllowed) {
      await tx.audit.append({
        actor,
        event: 'actions.refused',
        subject: ACTIONS_SUBJECT,
        details: { wanted: wanted.isStopped ? 'stop' : 'resume', code: may.code, reason: may.reason },
      });
      return { status: 'refused', sentence: `${may.reason} Nothing was changed.` };
    }
    const reason = wanted.reason.trim();
    const isChanged = await tx.killSwitch.set(wanted.isStopped, { reason, by: actor });
    if (!isChanged)
      return {
        status: 'unchanged',
        sentence: `Actions are ${wanted.isStopped ? 'stopped' : 'allowed'} already.`,
      };
    await tx.audit.append({
      actor,
      event: wanted.isStopped ? 'actions.stopped' : 'actions.resumed',
      subject: ACTIONS_SUBJECT,
      details: { reason },
    });
    await touchPending(tx);
    return {
      status: 'done',
      sentence: wanted.isStopped
        ? 'All actions are stopped. What runs is being cancelled; nothing new starts until somebody allows it again.'
        : 'Actions are allowed again. Proposals that still wait can be approved.',
    };
  });
}

/** Without a list of its own, whoever some rule lets approve. */
function whoMayResume({ killSwitch, rules }: Policy): readonly Approver[] {
  if (killSwitch.length > 0) return killSwitch;
  return rules
    .flatMap(({ approvers }) => approvers)
    .filter(({ kind }) => kind === 'user' || kind === 'user-group');
}
