/** Gives a workload of Kubernetes another number of replicas, within the bounds that the operator set. */
import { z } from 'zod';
import { UserInputError } from '../../src/shared/errors.js';
import { defineAction } from './action.js';
import { planChange, runChange, type Prepared } from './kit/kubernetes-change.js';
import { describeScaling, findSuccessor, isWithin, requireBounds, requireScalable } from './kit/scaling.js';
import { versionOf } from './kit/target-version.js';
import {
  describeWorkload,
  findWorkload,
  readScale,
  WorkloadInput,
  type FoundWorkload,
} from './kit/workload.js';

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
    const cautions = await requireScalable(found, replicas, context);
    const said = [...(await describeScaling(found, replicas, context)), ...cautions];
    return planChange({ ...prepare(found, { workload, replicas }), found: said }, context);
  },
  async execute({ workload, replicas }, context) {
    const found = await findWorkload(workload, context);
    requireBounds(found.known, replicas);
    if (found.state.replicas === replicas)
      return { output: `${describeWorkload(found.known)} has ${replicas} replicas already.` };
    return runChange(async () => {
      const now = await findWorkload(workload, context);
      await requireScalable(now, replicas, context);
      return prepare(now, { workload, replicas });
    }, context);
  },
  async check({ workload, replicas }, context) {
    const found = await findWorkload(workload, context);
    const { state } = found;
    if (state.replicas === replicas) return readScale(state);
    const text = `${state.replicas} replicas are wanted, not ${replicas}`;
    const name = await findSuccessor(found, context);
    if (name === undefined) return { isReached: false, text };
    const reached = readScale(state);
    return { ...reached, text: `${reached.text}; HorizontalPodAutoscaler ${name} took over` };
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
    found: [],
    resourceVersion: state.resourceVersion,
    change: (options) => kubernetes.changeWorkload(known, { kind: 'scale', replicas }, options),
  };
}
