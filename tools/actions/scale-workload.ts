/** Gives a workload of Kubernetes another number of replicas, within the bounds that the operator set. */
import { z } from 'zod';
import { UserInputError } from '../../src/shared/errors.js';
import { defineAction } from './action.js';
import { planChange, runChange, versionOf, type Prepared } from './kit/kubernetes-change.js';
import {
  describeAvailable,
  describeWorkload,
  findWorkload,
  readRollout,
  WorkloadInput,
  type FoundWorkload,
} from './kit/workload.js';
import type { NamedWorkload } from './kubernetes-port.js';

const REPLICAS = 'must be a whole number of replicas';

export const scaleWorkload = defineAction({
  name: 'scale_workload',
  description: 'Gives a deployment or statefulset of Kubernetes another number of replicas.',
  input: WorkloadInput.extend({
    replicas: z.int(REPLICAS).min(0, REPLICAS).describe('How many it is to have'),
  }),
  async plan({ workload, replicas }, context) {
    const found = await findWorkload(workload, context);
    requireBounds(found.known, replicas);
    if (found.state.replicas === replicas)
      throw new UserInputError(`${describeWorkload(found.known)} has ${replicas} replicas already.`);
    return planChange(prepare(found, { workload, replicas }), context);
  },
  async execute({ workload, replicas }, context) {
    const found = await findWorkload(workload, context);
    requireBounds(found.known, replicas);
    if (found.state.replicas === replicas)
      return { output: `${describeWorkload(found.known)} has ${replicas} replicas already.` };
    return runChange(
      async () => prepare(await findWorkload(workload, context), { workload, replicas }),
      context,
    );
  },
  async check({ workload, replicas }, context) {
    const { state } = await findWorkload(workload, context);
    if (state.replicas === replicas) return readRollout(state);
    return { isReached: false, text: `${state.replicas} replicas are wanted, not ${replicas}` };
  },
});

function prepare(
  { kubernetes, known, state }: FoundWorkload,
  { workload, replicas }: { workload: string; replicas: number },
): Prepared {
  const what = describeWorkload(known);
  const touched = Math.abs(replicas - state.replicas);
  const describeEffect = (from: number, to: number) => `Scale ${what} from ${from} to ${to} replicas`;
  const canReturn = isWithin(known, state.replicas);
  return {
    plan: {
      effect: describeEffect(state.replicas, replicas),
      target: { name: what, version: versionOf([state.uid, state.replicas]) },
      risk: known.risk.scale,
      isReversible: canReturn,
      rollback: `Scale it to ${state.replicas} replicas again${canReturn ? '' : ' by hand: Firewatch may not go there'}.`,
      isIdempotent: true,
      service: known.service,
      blastRadius: { replicas: touched, capacityShare: Math.min(1, touched / Math.max(1, state.replicas)) },
      undo: canReturn
        ? {
            action: 'scale_workload',
            arguments: { workload, replicas: state.replicas },
            effect: describeEffect(replicas, state.replicas),
          }
        : null,
    },
    found: describeAvailable(state),
    resourceVersion: state.resourceVersion,
    change: (options) => kubernetes.changeWorkload(known, { kind: 'scale', replicas }, options),
  };
}

function isWithin({ minReplicas, maxReplicas }: NamedWorkload, replicas: number): boolean {
  return (
    minReplicas !== undefined &&
    maxReplicas !== undefined &&
    minReplicas <= replicas &&
    replicas <= maxReplicas
  );
}

function requireBounds(known: NamedWorkload, replicas: number): void {
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
