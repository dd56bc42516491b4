/** How the actions on workloads of Kubernetes name one, and what they say of it. */
import { z } from 'zod';
import { UserInputError } from '../../../src/shared/errors.js';
import { recordOf } from '../../../src/shared/is-record.js';
import type { ActionContext } from '../action.js';
import type { Reached } from '../ports/run.js';
import type { ActionKubernetes, NamedWorkload, PodTemplate, WorkloadState } from '../ports/kubernetes.js';
import { findKubernetes } from './kubernetes-change.js';
import { nameFrom, requireListed } from './names.js';

const WORKLOADS = { of: 'workload', key: 'actions.kubernetes.workloads' };

export const WorkloadInput = z.strictObject({ workload: nameFrom(WORKLOADS) });

/** Written into the pod template by a restart: which run it was. */
export const RESTARTED_BY = 'firewatch.dev/restarted-by';
/** Written by `kubectl rollout restart`. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

export interface FoundWorkload {
  readonly kubernetes: ActionKubernetes;
  readonly known: NamedWorkload;
  readonly state: WorkloadState;
}

export async function findWorkload(name: string, context: ActionContext): Promise<FoundWorkload> {
  const kubernetes = findKubernetes(context.kubernetes);
  const known = requireListed(kubernetes.workload(name), WORKLOADS, name);
  return { kubernetes, known, state: await kubernetes.readWorkload(known, context.signal) };
}

/** `deployment shop/checkout in cluster prod`. */
export function describeWorkload({ kind, namespace, resource, cluster }: NamedWorkload): string {
  return `${kind} ${namespace}/${resource} in cluster ${cluster}`;
}

/** @throws UserInputError where a change of the template would exchange nothing. */
export function requireRollout({ known, state }: FoundWorkload): void {
  const what = describeWorkload(known);
  if (state.isPaused)
    throw new UserInputError(`The rollout of ${what} is paused; resume it first (kubectl rollout resume).`);
  if (state.strategy === 'manual')
    throw new UserInputError(`${what} exchanges its replicas only when somebody deletes them (OnDelete).`);
  if (state.replicas === 0) throw new UserInputError(`${what} has no replicas.`);
  if (state.partition >= state.replicas)
    throw new UserInputError(
      `${what} keeps all ${state.replicas} replicas as they are (updateStrategy.rollingUpdate.partition); lower that first.`,
    );
}

/** Without what restarts left in it: two templates that differ by that alone run the same. */
export function withoutRestarts(template: PodTemplate): PodTemplate {
  return rewriteAnnotations(template, [RESTARTED_BY, RESTARTED_AT]);
}

/** Without our own mark, so that a run that was interrupted sees the same target; a restart by somebody else stays visible. */
export function withoutOwnRestarts(template: PodTemplate): PodTemplate {
  return rewriteAnnotations(template, [RESTARTED_BY]);
}

function rewriteAnnotations(template: PodTemplate, dropped: readonly string[]): PodTemplate {
  const { creationTimestamp: _, annotations, ...metadata } = recordOf(template['metadata']);
  const kept = Object.entries(recordOf(annotations)).filter(([name]) => !dropped.includes(name));
  return {
    ...template,
    metadata: { ...metadata, ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }) },
  };
}

export function annotationOf(template: PodTemplate, name: string): unknown {
  return recordOf(recordOf(template['metadata'])['annotations'])[name];
}

/** `shop/checkout:2.4.0, envoy:1.30`. */
export function describeImages(template: PodTemplate): string {
  const { containers } = recordOf(template['spec']);
  const images = (Array.isArray(containers) ? containers : []).map((one) => recordOf(one)['image']);
  return images.filter((image) => typeof image === 'string').join(', ') || 'no image';
}

export function describeAvailable({ replicas, status }: WorkloadState): string {
  return `${status.available} of ${replicas} replicas are available now.`;
}

/** Share of its replicas that may be away at once while they are exchanged. */
export function shareAway({ maxUnavailable, replicas, partition }: WorkloadState): number {
  return replicas === 0 ? 0 : Math.min(maxUnavailable, replicas - partition) / replicas;
}

/** Whether the controller has brought about what is wanted, as `kubectl rollout status` judges it. */
export function readRollout({ generation, replicas, partition, status }: WorkloadState): Reached {
  if (status.observedGeneration < generation)
    return { isReached: false, text: 'the controller has not seen the change yet' };
  const wanted = Math.max(0, replicas - partition);
  const stuck = status.isStuck ? '; the rollout is stuck' : '';
  const late = (text: string) => ({ isReached: false, text: `${text}${stuck}` });
  if (status.updated < wanted) return late(`${status.updated} of ${wanted} replicas run the newest revision`);
  if (status.replicas > replicas)
    return late(`${status.replicas - replicas} replicas too many are still there`);
  if (status.available < replicas) return late(`${status.available} of ${replicas} replicas are available`);
  return { isReached: true, text: `${wanted} of ${replicas} replicas run the newest revision` };
}

/** Whether as many replicas are there as are wanted, whatever they run: a rollout may be paused meanwhile. */
export function readScale({ generation, replicas, status }: WorkloadState): Reached {
  if (status.observedGeneration < generation)
    return { isReached: false, text: 'the controller has not seen the change yet' };
  if (status.replicas > replicas)
    return { isReached: false, text: `${status.replicas - replicas} replicas too many are still there` };
  return {
    isReached: status.available >= replicas,
    text: `${status.available} of ${replicas} replicas are available`,
  };
}
