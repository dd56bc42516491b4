/** Whether a number of replicas can be given by hand, and would stay. */
import { UserInputError } from '../../../src/shared/errors.js';
import type { ActionContext } from '../action.js';
import type { Autoscaler, NamedWorkload, WorkloadState } from '../ports/kubernetes.js';
import { describeBudgets, describeKeeper } from './cautions.js';
import { describeAvailable, describeWorkload, type FoundWorkload } from './workload.js';

/** @throws UserInputError for a number that the operator does not allow. */
export function requireBounds(known: NamedWorkload, replicas: number): void {
  if (isWithin(known, replicas)) return;
  const { name, minReplicas, maxReplicas } = known;
  if (minReplicas === undefined || maxReplicas === undefined)
    throw new UserInputError(
      `${name} may not be scaled; set minReplicas and maxReplicas under actions.kubernetes.workloads in firewatch.yaml.`,
    );
  throw new UserInputError(
    `${name} may have ${minReplicas} to ${maxReplicas} replicas, not ${replicas} (actions.kubernetes.workloads in firewatch.yaml).`,
  );
}

export function isWithin({ minReplicas, maxReplicas }: NamedWorkload, replicas: number): boolean {
  return (
    minReplicas !== undefined &&
    maxReplicas !== undefined &&
    minReplicas <= replicas &&
    replicas <= maxReplicas
  );
}

/**
 * Looks for what would take the scaling back, or makes it lose something for good.
 * @returns what people have to know, in sentences.
 * @throws UserInputError that tells what to do instead.
 */
export async function requireScalable(
  { kubernetes, known, state }: FoundWorkload,
  replicas: number,
  { signal }: ActionContext,
): Promise<readonly string[]> {
  if (state.losesVolumes && replicas < state.replicas)
    throw new UserInputError(
      `Volumes of the replicas that go would be deleted (persistentVolumeClaimRetentionPolicy.whenScaled of ${describeWorkload(known)}), which nobody can take back; set it to Retain first, or scale by hand.`,
    );
  const autoscalers = await kubernetes.autoscalers(known, signal);
  if (autoscalers.kind === 'hidden')
    return [`Whether a HorizontalPodAutoscaler would take it back could not be seen: ${autoscalers.why}.`];
  return autoscalers.items.map((autoscaler) => {
    const { name, minReplicas, maxReplicas } = autoscaler;
    const bounds = `between ${minReplicas} and ${maxReplicas}`;
    // It leaves alone what has no replicas, unless none is what it may choose itself.
    if (state.replicas === 0 && minReplicas > 0)
      return `HorizontalPodAutoscaler ${name} takes over then, and keeps it ${bounds}.`;
    if (replicas === 0 && minReplicas > 0)
      return `HorizontalPodAutoscaler ${name} stands still until somebody gives it replicas again.`;
    throw new UserInputError(
      `HorizontalPodAutoscaler ${name} keeps ${describeWorkload(known)} ${bounds} replicas and would take the scaling back within seconds. Change its bounds instead: ${writePatch(known, autoscaler, { replicas, now: state.replicas })}`,
    );
  });
}

/** Name of the autoscaler that has taken over since and chose the number that is wanted now; undefined when none did. */
export async function findSuccessor(
  { kubernetes, known, state: { replicas } }: FoundWorkload,
  { signal }: ActionContext,
): Promise<string | undefined> {
  if (replicas === 0) return undefined;
  const autoscalers = await kubernetes.autoscalers(known, signal);
  if (autoscalers.kind === 'hidden') return undefined;
  return autoscalers.items.find(
    ({ minReplicas, maxReplicas }) => minReplicas <= replicas && replicas <= maxReplicas,
  )?.name;
}

/** What a person types to get at least, or at most, so many. */
function writePatch(
  { namespace }: NamedWorkload,
  { name, minReplicas, maxReplicas }: Autoscaler,
  { replicas, now }: { replicas: number; now: number },
): string {
  const isMore = replicas > now;
  const spec = {
    ...((isMore || replicas < minReplicas) && { minReplicas: replicas }),
    ...((!isMore || replicas > maxReplicas) && { maxReplicas: Math.max(1, replicas) }),
  };
  return `kubectl -n ${namespace} patch hpa ${name} --patch '${JSON.stringify({ spec })}'`;
}

/** What is there, and what becomes of it. */
export async function describeScaling(
  found: FoundWorkload,
  replicas: number,
  context: ActionContext,
): Promise<readonly string[]> {
  const { state } = found;
  return [
    describeAvailable(state),
    ...describeEnd(state, replicas),
    ...(state.isPaused ? ['Its rollout is paused; replicas come and go all the same.'] : []),
    ...(await describeBudgets(found, Math.max(0, state.replicas - replicas), context)),
    ...describeKeeper(state),
  ];
}

function describeEnd({ replicas: now }: WorkloadState, replicas: number): string[] {
  if (replicas === 0) return [`All ${now} stop: nothing answers until it gets replicas again.`];
  return replicas > now ? ['Whether there is room for more shows only afterwards.'] : [];
}
