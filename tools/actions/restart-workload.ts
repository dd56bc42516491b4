/** Restarts a workload of Kubernetes replica by replica, as `kubectl rollout restart` does. */
import type { z } from 'zod';
import { defineAction, type ActionContext } from './action.js';
import { planChange, runChange, versionOf, type Prepared } from './kit/kubernetes-change.js';
import {
  annotationOf,
  describeAvailable,
  describeWorkload,
  findWorkload,
  readRollout,
  requireRollout,
  RESTARTED_BY,
  shareAway,
  withoutOwnRestarts,
  WorkloadInput,
  type FoundWorkload,
} from './kit/workload.js';

export const restartWorkload = defineAction({
  name: 'restart_workload',
  description: 'Restarts a deployment or statefulset of Kubernetes, replica by replica.',
  input: WorkloadInput,
  async plan({ workload }, context) {
    return planChange(prepare(await findWorkload(workload, context), 'dry-run'), context);
  },
  async execute({ workload }, context) {
    const { idempotencyKey } = context;
    const found = await findWorkload(workload, context);
    if (annotationOf(found.state.template, RESTARTED_BY) === idempotencyKey)
      return { output: `${describeWorkload(found.known)} was restarted by this run already.` };
    return runChange(async () => prepare(await findWorkload(workload, context), idempotencyKey), context);
  },
  check: async (input: z.output<typeof WorkloadInput>, context: ActionContext) =>
    readRollout((await findWorkload(input.workload, context)).state),
});

function prepare(found: FoundWorkload, idempotencyKey: string): Prepared {
  requireRollout(found);
  const { kubernetes, known, state } = found;
  const what = describeWorkload(known);
  return {
    plan: {
      effect: `Restart ${what}`,
      target: { name: what, version: versionOf([state.uid, withoutOwnRestarts(state.template)]) },
      risk: known.risk.restart,
      isReversible: false,
      rollback: 'A restart cannot be taken back; the same version starts again.',
      isIdempotent: true,
      service: known.service,
      blastRadius: { replicas: state.replicas, capacityShare: shareAway(state) },
      undo: null,
    },
    found: `${describeAvailable(state)} At most ${state.maxUnavailable} may be away at once.`,
    resourceVersion: state.resourceVersion,
    change: (options) =>
      kubernetes.changeWorkload(
        known,
        { kind: 'annotate_template', annotations: { [RESTARTED_BY]: idempotencyKey } },
        options,
      ),
  };
}
