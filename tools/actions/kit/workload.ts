/** How the actions on workloads of Kubernetes name one, and what they say of it. */
import { z } from 'zod';
import { UserInputError } from '../../../src/shared/errors.js';
import type { ActionContext, Reached } from '../action.js';
import type { ActionKubernetes, NamedWorkload, PodTemplate, WorkloadState } from '../kubernetes-port.js';
import { findKubernetes } from './kubernetes-change.js';

export const WorkloadInput = z.strictObject({
  workload: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be the name of a configured workload')
    .describe('Name of an entry under actions.kubernetes.workloads'),
});

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
  const known = kubernetes.workload(name);
  if (known) return { kubernetes, known, state: await kubernetes.readWorkload(known, context.signal) };
  throw new UserInputError(
    `No workload named ${name} is configured under actions.kubernetes.workloads in firewatch.yaml.`,
  );
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
  const { creationTimestamp: _, annotations, ...metadata } = asRecord(template['metadata']);
  const kept = Object.entries(asRecord(annotations)).filter(([name]) => !dropped.includes(name));
  return {
    ...template,
    metadata: { ...metadata, ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }) },
  };
}

export function annotationOf(template: PodTemplate, name: string): unknown {
  return asRecord(asRecord(template['metadata'])['annotations'])[name];
}

/** `shop/checkout:2.4.0, envoy:1.30`. */
export function describeImages(template: PodTemplate): string {
  const { containers } = asRecord(template['spec']);
  const images = (Array.isArray(containers) ? containers : []).map((one) => asRecord(one)['image']);
  return images.filter((image) => typeof image === 'string').join(', ') || 'no image';
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

export function describeAvailable({ replicas, status }: WorkloadState): string {
  return `${status.available} of ${replicas} replicas are available now.`;
}

/** Share of its replicas that may be away at once while they are exchanged. */
export function shareAway({ maxUnavailable, replicas }: WorkloadState): number {
  return replicas === 0 ? 0 : maxUnavailable / replicas;
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
  return { isReached: true, text: `${replicas} of ${replicas} replicas run the newest revision` };
}
