/** Rolls a workload of Kubernetes back to what it ran before, as `kubectl rollout undo` does, but past mere restarts. */
import { z } from 'zod';
import { canonicalJson } from '../../src/shared/canonical-json.js';
import { UserInputError } from '../../src/shared/errors.js';
import { defineAction, type ActionContext } from './action.js';
import { describeExchange, describeKeeper } from './kit/cautions.js';
import { planChange, runChange, type Prepared } from './kit/kubernetes-change.js';
import { versionOf } from './kit/target-version.js';
import {
  describeAvailable,
  describeImages,
  describeWorkload,
  findWorkload,
  readRollout,
  requireRollout,
  withoutOwnRestarts,
  withoutRestarts,
  WorkloadInput,
  type FoundWorkload,
} from './kit/workload.js';
import type { WorkloadRevision } from './ports/kubernetes.js';

const REVISION = 'must be the number of a revision';

const Input = WorkloadInput.extend({
  revision: z
    .int(REVISION)
    .min(1, REVISION)
    .optional()
    .describe('Number of the revision to go back to; left out, the one before'),
});
type Input = z.output<typeof Input>;

export const undoRollout = defineAction({
  name: 'undo_rollout',
  description: 'Rolls a deployment or statefulset of Kubernetes back to its previous revision.',
  input: Input,
  async plan(input: Input, context) {
    const found = await findWorkload(input.workload, context);
    const prepared = await prepare(found, input, context);
    const said = [
      ...prepared.found,
      ...(await describeExchange(found, context)),
      ...describeKeeper(found.state),
    ];
    return planChange({ ...prepared, found: said }, context);
  },
  execute: async (input: Input, context) =>
    runChange(async () => prepare(await findWorkload(input.workload, context), input, context), context),
  check: async (input: Input, context) => readRollout((await findWorkload(input.workload, context)).state),
});

async function prepare(found: FoundWorkload, input: Input, context: ActionContext): Promise<Prepared> {
  requireRollout(found);
  const { kubernetes, known, state } = found;
  const what = describeWorkload(known);
  const changed = state.replicas - state.partition;
  const revisions = await kubernetes.revisions(known, state, context.signal);
  const { current, wanted } = pick(found, revisions, input.revision);
  const describeEffect = ({ revision, template }: WorkloadRevision) =>
    `Roll ${what} back to revision ${revision} (${describeImages(template)})`;
  return {
    plan: {
      effect: describeEffect(wanted),
      target: {
        name: what,
        version: versionOf([state.uid, withoutOwnRestarts(state.template), withoutRestarts(wanted.template)]),
      },
      risk: known.risk.undo,
      isReversible: true,
      rollback: `Roll it back to revision ${current.revision}.`,
      // Which revision is the one before is another question once it has run.
      isIdempotent: input.revision !== undefined,
      service: known.service,
      // They all run other code afterwards, not only those that are away meanwhile.
      blastRadius: { replicas: changed, capacityShare: changed / state.replicas },
      undo: {
        action: 'undo_rollout',
        arguments: { workload: input.workload, revision: current.revision },
        effect: describeEffect(current),
      },
    },
    found: [
      `It runs revision ${current.revision} (${describeImages(state.template)}); ${describeAvailable(state)}`,
      'Config maps, secrets and the number of replicas stay as they are.',
    ],
    resourceVersion: state.resourceVersion,
    change: (options) =>
      kubernetes.changeWorkload(known, { kind: 'replace_template', template: wanted.template }, options),
  };
}

/** The revision it runs, and the newest earlier one that runs something else, or the one that was asked for. */
function pick(
  { known, state }: FoundWorkload,
  revisions: readonly WorkloadRevision[],
  asked: number | undefined,
): { current: WorkloadRevision; wanted: WorkloadRevision } {
  const what = describeWorkload(known);
  const essence = canonicalJson(withoutRestarts(state.template));
  const isOther = ({ template }: WorkloadRevision) => canonicalJson(withoutRestarts(template)) !== essence;
  const current = revisions.find((one) => !isOther(one));
  if (!current)
    throw new UserInputError(
      `${what} has just been changed and has no revision for it yet; look again soon.`,
    );
  if (asked === undefined) {
    const wanted = revisions.find((one) => one.revision < current.revision && isOther(one));
    if (wanted) return { current, wanted };
    throw new UserInputError(
      `${what} has no earlier revision that ran something else: the cluster knows ${revisions.length} of it and keeps ${state.historyLimit} old ones (revisionHistoryLimit). Deploy the version before instead.`,
    );
  }
  const wanted = revisions.find(({ revision }) => revision === asked);
  if (wanted && isOther(wanted)) return { current, wanted };
  throw new UserInputError(
    wanted ? `${what} runs revision ${asked} already.` : `The cluster keeps no revision ${asked} of ${what}.`,
  );
}
