/** What the objects of Kubernetes' API mean to an action. */
import type {
  NodeState,
  PodTemplate,
  WorkloadRevision,
  WorkloadState,
} from '../../../tools/actions/kubernetes-port.js';
import {
  writeSelector,
  type ControllerRevisions,
  type NodeObject,
  type ReplicaSets,
  type WorkloadObject,
} from './objects.js';
import type { z } from 'zod';

const REVISION = 'deployment.kubernetes.io/revision';
/** What the controller adds to tell the replicas of one template from those of another. */
const TEMPLATE_HASH = 'pod-template-hash';
/** Kubernetes' own defaults. */
const DEPLOYMENT_MAX_UNAVAILABLE = '25%';
const STATEFULSET_MAX_UNAVAILABLE = 1;

const STRATEGIES = { RollingUpdate: 'rolling', Recreate: 'all_at_once', OnDelete: 'manual' } as const;

export function toWorkloadState({ metadata, spec, status }: WorkloadObject): WorkloadState {
  const strategy = spec.strategy ?? spec.updateStrategy;
  const kind = STRATEGIES[strategy?.type ?? 'RollingUpdate'];
  const usual = spec.updateStrategy ? STATEFULSET_MAX_UNAVAILABLE : DEPLOYMENT_MAX_UNAVAILABLE;
  const away = countOf(strategy?.rollingUpdate?.maxUnavailable ?? usual, spec.replicas);
  return {
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    generation: metadata.generation,
    replicas: spec.replicas,
    template: spec.template,
    selector: writeSelector(spec.selector),
    isPaused: spec.paused,
    strategy: kind,
    maxUnavailable: kind === 'all_at_once' ? spec.replicas : Math.min(away, spec.replicas),
    partition: strategy?.rollingUpdate?.partition ?? 0,
    status: {
      observedGeneration: status.observedGeneration,
      replicas: status.replicas,
      updated: status.updatedReplicas,
      available: status.availableReplicas,
      isStuck: status.conditions.some(({ reason }) => reason === 'ProgressDeadlineExceeded'),
    },
  };
}

/** Kubernetes rounds a share of replicas that may be away down. */
function countOf(value: number | string, replicas: number): number {
  return typeof value === 'number' ? value : Math.floor((Number.parseFloat(value) / 100) * replicas);
}

export function fromReplicaSets(
  { items }: z.output<typeof ReplicaSets>,
  owner: WorkloadState,
): readonly WorkloadRevision[] {
  return newestFirst(
    items
      .filter((item) => isOwned(item, owner))
      .map(({ metadata, spec }) => ({
        revision: Number(metadata.annotations[REVISION] ?? 0),
        template: withoutHash(spec.template),
      })),
  );
}

export function fromControllerRevisions(
  { items }: z.output<typeof ControllerRevisions>,
  owner: WorkloadState,
): readonly WorkloadRevision[] {
  return newestFirst(
    items
      .filter((item) => isOwned(item, owner))
      .map(({ revision, data }) => {
        // It is kept as a patch; this part says that the patch replaces the whole template.
        const { $patch: _, ...template } = data.spec.template;
        return { revision, template };
      }),
  );
}

export function toNodeState({ metadata, spec, status }: NodeObject): NodeState {
  return {
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    isUnschedulable: spec.unschedulable,
    isReady: status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  };
}

function isOwned({ metadata }: { metadata: WorkloadObject['metadata'] }, owner: WorkloadState): boolean {
  return metadata.ownerReferences.some(({ uid, controller }) => controller && uid === owner.uid);
}

function newestFirst(revisions: readonly WorkloadRevision[]): readonly WorkloadRevision[] {
  return revisions.filter(({ revision }) => revision > 0).toSorted((a, b) => b.revision - a.revision);
}

function withoutHash(template: PodTemplate): PodTemplate {
  const metadata = asRecord(template['metadata']);
  const { [TEMPLATE_HASH]: _, ...labels } = asRecord(metadata['labels']);
  return { ...template, metadata: { ...metadata, labels } };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
