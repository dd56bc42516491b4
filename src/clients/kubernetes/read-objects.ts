/** What the objects of Kubernetes' API mean to an action. */
import type { z } from 'zod';
import { recordOf } from '../../shared/is-record.js';
import type {
  NodeState,
  PodTemplate,
  WorkloadRevision,
  WorkloadState,
} from '../../../tools/actions/ports/kubernetes.js';
import {
  writeSelector,
  type ControllerRevisions,
  type NodeObject,
  type ReplicaSets,
  type WorkloadObject,
} from './objects.js';
import { readKeeper } from './read-companions.js';

const REVISION = 'deployment.kubernetes.io/revision';
/** What the controller adds to tell the replicas of one template from those of another. */
const TEMPLATE_HASH = 'pod-template-hash';
/** Kubernetes' own defaults. */
const DEPLOYMENT_SHARE = '25%';
const STATEFULSET_MAX_UNAVAILABLE = 1;

const STRATEGIES = { RollingUpdate: 'rolling', Recreate: 'all_at_once', OnDelete: 'manual' } as const;

export function toWorkloadState({ metadata, spec, status }: WorkloadObject): WorkloadState {
  const strategy = spec.strategy ?? spec.updateStrategy;
  const kind = STRATEGIES[strategy?.type ?? 'RollingUpdate'];
  const isStateful = spec.updateStrategy !== undefined;
  const { ordinals, persistentVolumeClaimRetentionPolicy: retention } = spec;
  return {
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    generation: metadata.generation,
    replicas: spec.replicas,
    template: spec.template,
    selector: writeSelector(spec.selector),
    isPaused: spec.paused,
    strategy: kind,
    maxUnavailable: kind === 'all_at_once' ? spec.replicas : Math.min(countAway(spec), spec.replicas),
    partition: Math.max(0, (strategy?.rollingUpdate?.partition ?? 0) - ordinals.start),
    isOrdered: isStateful && spec.podManagementPolicy === 'OrderedReady',
    losesVolumes: isStateful && retention.whenScaled === 'Delete',
    historyLimit: spec.revisionHistoryLimit,
    keptBy: readKeeper(metadata),
    status: {
      observedGeneration: status.observedGeneration,
      replicas: status.replicas,
      updated: status.updatedReplicas,
      available: status.availableReplicas,
      isStuck: status.conditions.some(({ reason }) => reason === 'ProgressDeadlineExceeded'),
    },
  };
}

/** As the controllers reckon it: where neither fewer nor more replicas are allowed, one may be away all the same. */
function countAway({ replicas, strategy, updateStrategy }: WorkloadObject['spec']): number {
  if (updateStrategy) {
    const away = updateStrategy.rollingUpdate?.maxUnavailable ?? STATEFULSET_MAX_UNAVAILABLE;
    return Math.max(1, countOf(away, replicas, Math.ceil));
  }
  const { maxUnavailable, maxSurge } = strategy?.rollingUpdate ?? {};
  const away = countOf(maxUnavailable ?? DEPLOYMENT_SHARE, replicas, Math.floor);
  return away === 0 && countOf(maxSurge ?? DEPLOYMENT_SHARE, replicas, Math.ceil) === 0 ? 1 : away;
}

function countOf(value: number | string, replicas: number, round: (count: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseFloat(value) / 100) * replicas);
}

export function fromReplicaSets(
  { items }: z.output<typeof ReplicaSets>,
  owner: WorkloadState,
): readonly WorkloadRevision[] {
  return readRevisions(items, owner, ({ metadata, spec }) => ({
    revision: Number(metadata.annotations[REVISION] ?? 0),
    template: withoutHash(spec.template),
  }));
}

export function fromControllerRevisions(
  { items }: z.output<typeof ControllerRevisions>,
  owner: WorkloadState,
): readonly WorkloadRevision[] {
  return readRevisions(items, owner, ({ revision, data }) => {
    // It is kept as a patch; this part says that the patch replaces the whole template.
    const { $patch: _, ...template } = data.spec.template;
    return { revision, template };
  });
}

/** The newest first; what others own has the same labels by chance. */
function readRevisions<Item extends Pick<WorkloadObject, 'metadata'>>(
  items: readonly Item[],
  owner: WorkloadState,
  read: (item: Item) => WorkloadRevision,
): readonly WorkloadRevision[] {
  return items
    .filter(({ metadata }) =>
      metadata.ownerReferences.some(({ uid, controller }) => controller && uid === owner.uid),
    )
    .map(read)
    .filter(({ revision }) => revision > 0)
    .toSorted((a, b) => b.revision - a.revision);
}

export function toNodeState({ metadata, spec, status }: NodeObject): NodeState {
  return {
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    isUnschedulable: spec.unschedulable,
    isReady: status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  };
}

function withoutHash(template: PodTemplate): PodTemplate {
  const metadata = recordOf(template['metadata']);
  const { [TEMPLATE_HASH]: _, ...labels } = recordOf(metadata['labels']);
  return { ...template, metadata: { ...metadata, labels } };
}
