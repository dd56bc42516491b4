/** What runs by itself, what is on the way there, and what would have been done where the policy only writes it down. */
import type { RunbookLibrary } from '../../incidents/runbook.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';
import type { AutonomyAnswer } from '../use-cases/remediation.js';
import { hashStep } from './contract.js';
import type { TermsDeps } from './terms-now.js';

/** A screenful. */
const MAX_SHADOWED = 10;

export async function readAutonomy({
  store,
  policy,
  runbooks,
  settings,
}: Pick<TermsDeps, 'policy'> & {
  readonly store: Store;
  readonly runbooks: () => RunbookLibrary;
  readonly settings: Pick<WorkflowSettings, 'areActionsStopped'>;
}): Promise<AutonomyAnswer> {
  const numbers = new Map(
    runbooks()
      .list()
      .flatMap(({ id, actions }) =>
        actions.map((action, index) => [hashStep(id, action), index + 1] as const),
      ),
  );
  return store.transaction(async (tx) => {
    const { isOn, reason, by, at } = await tx.killSwitch.read();
    return {
      stop: settings.areActionsStopped
        ? { reason: 'FIREWATCH_ACTIONS', by: null, at: null }
        : isOn
          ? { reason, by, at }
          : null,
      afterSuccesses: policy().autonomy.afterSuccesses,
      steps: (await tx.autonomy.list()).map((earned) => ({
        ...earned,
        step: numbers.get(earned.stepHash) ?? null,
      })),
      shadowed: await tx.proposals.shadowed(MAX_SHADOWED),
    };
  });
}
