/** What a careful person wants to know of a workload before it is changed, beside what the change does. */
import type { ActionContext } from '../action.js';
import type { WorkloadState } from '../ports/kubernetes.js';
import type { FoundWorkload } from './workload.js';

/** How the replicas are exchanged, and what may stand in the way. */
export async function describeExchange(found: FoundWorkload, context: ActionContext): Promise<string[]> {
  const { state } = found;
  const { replicas, partition, maxUnavailable, strategy, isOrdered, status } = state;
  const isAllAtOnce = strategy === 'all_at_once';
  return [
    isAllAtOnce
      ? `All ${replicas} stop before a new one starts (Recreate); nothing answers until then.`
      : `At most ${maxUnavailable} may be away at once.`,
    ...(partition > 0
      ? [
          `Only ${replicas - partition} of ${replicas} are exchanged; the others keep what they run (partition).`,
        ]
      : []),
    ...describeUnderWay(state),
    ...(isOrdered && status.available < replicas
      ? [
          'A statefulset waits for a replica that is not ready before it exchanges any: if it never gets ready, somebody has to delete that pod.',
        ]
      : []),
    ...(await describeBudgets(found, maxUnavailable, context)),
  ];
}

/** A rollout that has not ended. */
function describeUnderWay({ replicas, partition, status }: WorkloadState): string[] {
  const wanted = replicas - partition;
  if (status.updated >= wanted) return [];
  const how = status.isStuck ? 'is stuck' : 'is under way';
  return [`A rollout ${how}: ${status.updated} of ${wanted} replicas run the newest revision.`];
}

/** Neither a rollout nor a scaling asks a PodDisruptionBudget; people who wrote one want to know. */
export async function describeBudgets(
  { kubernetes, known, state }: FoundWorkload,
  away: number,
  { signal }: ActionContext,
): Promise<string[]> {
  if (away === 0) return [];
  const budgets = await kubernetes.budgets(known, state, signal);
  if (budgets.kind === 'hidden')
    return [`Whether it goes below a PodDisruptionBudget could not be seen: ${budgets.why}.`];
  return budgets.items
    .filter(({ allowed }) => allowed < away)
    .map(
      ({ name, allowed }) =>
        `PodDisruptionBudget ${name} lets ${allowed} go now; it holds back evictions, not this change.`,
    );
}

/** What keeps it as it stands in Git would undo the change. */
export function describeKeeper({ keptBy }: WorkloadState): string[] {
  return keptBy === null
    ? []
    : [`${keptBy} manages it and may put back what stands in Git: change it there too, or suspend the sync.`];
}
