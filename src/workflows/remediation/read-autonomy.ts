/** What runs by itself, what is on the way there, and what would have been done where the policy only writes it down. */
import type { RunbookLibrary } from '../../incidents/runbook.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';
import type { AutonomyAnswer, EarnedStep } from '../use-cases/remediation.js';
import { hashStep } from './contract.js';
import { termsOf, type TermsDeps } from './terms-now.js';

/** A screenful. */
const MAX_SHADOWED = 10;

export async function readAutonomy(
  deps: TermsDeps & {
    readonly store: Store;
    readonly runbooks: () => RunbookLibrary;
    readonly settings: Pick<WorkflowSettings, 'areActionsStopped'>;
  },
): Promise<AutonomyAnswer> {
  const { store, policy, runbooks, settings } = deps;
  const numbers = new Map(
    runbooks()
      .list()
      .flatMap(({ id, actions }) =>
        actions.map((action, index) => [hashStep(id, action), index + 1] as const),
      ),
  );
  return store.transaction(async (tx) => {
    const { isOn, reason, by, at, now } = await tx.killSwitch.read();
    const steps: EarnedStep[] = [];
    for (const earned of await tx.autonomy.list()) {
      const last = await tx.proposals.lastOfStep(earned.runbookId, earned.stepHash);
      const isForAutomatic = last?.risk === 'low' && termsOf(deps, last, now)?.mode === 'automatic';
      steps.push({ ...earned, step: numbers.get(earned.stepHash) ?? null, isForAutomatic });
    }
    return {
      stop: settings.areActionsStopped
        ? { reason: 'FIREWATCH_ACTIONS', by: null, at: null }
        : isOn
          ? { reason, by, at }
          : null,
      afterSuccesses: policy().autonomy.afterSuccesses,
      steps,
      shadowed: await tx.proposals.shadowed(MAX_SHADOWED),
    };
  });
}
