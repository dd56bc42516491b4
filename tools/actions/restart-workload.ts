/** Restarts a workload of Kubernetes replica by replica, as `kubectl rollout restart` does. */
import { defineAction } from './action.js';
import { describeExchange } from './kit/cautions.js';
import { planChange, runChange, type Prepared } from './kit/kubernetes-change.js';
import { versionOf } from './kit/target-version.js';
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
    const found = await findWorkload(workload, context);
    const prepared = prepare(found, 'dry-run');
    const said = [...prepared.found, ...(await describeExchange(found, context))];
    return planChange({ ...prepared, found: said }, context);
  },
  async execute({ workload }, context) {
    const { idempotencyKey } = context;
    const found = await findWorkload(workload, context);
    if (annotationOf(found.state.template, RESTARTED_BY) === idempotencyKey)
      return { output: `${describeWorkload(found.known)} was restarted by this run already.` };
    return runChange(async () => prepare(await findWorkload(workload, context), idempotencyKey), context);
  },
  async check({ workload }, context) {
    return readRollout((await findWorkload(workload, context)).state);
  },
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
      blastRadius: { replicas: state.replicas - state.partition, capacityShare: shareAway(state) },
      undo: null,
    },
    found: [describeAvailable(state)],
    resourceVersion: state.resourceVersion,
    change: (options) =>
      kubernetes.changeWorkload(
        known,
        { kind: 'annotate_template', annotations: { [RESTARTED_BY]: idempotencyKey } },
        options,
      ),
  };
}
