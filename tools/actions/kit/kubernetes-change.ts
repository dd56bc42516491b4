/** How an action changes one object of Kubernetes: tried out first, and later only if it is still what was approved. */
import { UpstreamError, UserInputError } from '../../../src/shared/errors.js';
import type { ActionContext, ActionPlan } from '../action.js';
import type { Run } from '../ports/run.js';
import type { ActionKubernetes, ChangeOptions } from '../ports/kubernetes.js';
import { changedSinceApproval } from './target-version.js';

/** What would be done, and with what. */
export interface Prepared {
  readonly plan: Omit<ActionPlan, 'dryRun'>;
  /** What is there now, for people, in sentences. */
  readonly found: readonly string[];
  /** Of the object that was looked at. */
  readonly resourceVersion: string;
  change(options: ChangeOptions): Promise<void>;
}

/** The status of an object is written all the time, which gives it a new version too. */
const MAX_TRIES = 5;

/** @throws UserInputError that tells the operator what to configure. */
export function findKubernetes(kubernetes: ActionKubernetes | undefined): ActionKubernetes {
  if (kubernetes) return kubernetes;
  throw new UserInputError(
    'No Kubernetes is configured; list clusters and workloads under actions.kubernetes in firewatch.yaml.',
  );
}

/** Has the API server judge the change, which finds missing rights before anybody approves. */
export async function planChange(prepared: Prepared, { signal }: ActionContext): Promise<ActionPlan> {
  const { plan, found, resourceVersion } = prepared;
  await prepared.change({ resourceVersion, isDryRun: true, signal });
  return { ...plan, dryRun: [...found, 'The API server accepts the change in a dry run.'].join(' ') };
}

/** @throws UpstreamError when the object has become another than the one that was approved; nothing is changed then. */
export async function runChange(
  prepare: () => Promise<Prepared>,
  { targetVersion, signal }: Run & Pick<ActionContext, 'signal'>,
): Promise<{ output: string }> {
  for (let tries = 1; ; tries += 1) {
    const { plan, resourceVersion, change } = await prepare();
    if (plan.target.version !== targetVersion) {
      const message = `${plan.target.name} has changed since this was approved, so nothing was done (now: ${plan.effect}).`;
      throw changedSinceApproval('kubernetes', message);
    }
    try {
      await change({ resourceVersion, isDryRun: false, signal });
      return { output: `Done: ${plan.effect}.` };
    } catch (error) {
      if (!isConflict(error) || tries === MAX_TRIES) throw error;
    }
  }
}

const isConflict = (error: unknown) => error instanceof UpstreamError && error.status === 409;
