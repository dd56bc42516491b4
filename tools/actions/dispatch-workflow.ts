/** Starts one GitHub workflow from the operator's list. Repository, file, ref and inputs are configuration. */
import { z } from 'zod';
import { defineAction } from './action.js';
import { fillChoices } from './kit/fill-choices.js';
import { nameFrom, requireListed } from './kit/names.js';
import { planAsListed } from './kit/plan-parts.js';
import { changedSinceApproval, versionOf } from './kit/target-version.js';
import type { ActionWorkflows, NamedWorkflow, WorkflowRun } from './ports/github.js';

const WORKFLOWS = { of: 'workflow', key: 'actions.github.workflows' };

export const dispatchWorkflow = defineAction({
  name: 'dispatch_workflow',
  description: 'Starts one GitHub workflow from the list in firewatch.yaml.',
  input: z.strictObject({
    workflow: nameFrom(WORKFLOWS),
    choices: z
      .record(z.string(), z.string())
      .default({})
      .describe('One of the configured values for each input that has choices'),
  }),
  async plan({ workflow, choices }, context) {
    const { github, known } = find(context.github, workflow);
    const inputs = fill(known, choices);
    const commit = await github.workflowCommit(workflow, context.signal);
    return {
      effect: `Start ${known.file} of ${known.repository} on ${known.ref} with ${JSON.stringify(inputs)}`,
      target: {
        name: `${known.service} (workflow ${workflow})`,
        version: versionOfCall(known, inputs, commit),
      },
      dryRun: `The workflow is there and switched on. ${known.ref} is at ${commit.slice(0, 12)}. A workflow cannot be tried.`,
      ...planAsListed({ ...known, isIdempotent: known.keyInput !== null }),
      undo: null,
    };
  },
  async execute({ workflow, choices }, context) {
    const { github, known } = find(context.github, workflow);
    const { signal, idempotencyKey } = context;
    const inputs = fill(known, choices);
    const sought = { idempotencyKey, since: new Date() };
    const earlier = known.keyInput === null ? null : await github.findRun(workflow, sought, signal);
    if (earlier) return { output: `It was started already: ${earlier.url}` };
    const commit = await github.workflowCommit(workflow, signal);
    if (versionOfCall(known, inputs, commit) !== context.targetVersion)
      throw changedSinceApproval(
        'github',
        `${known.ref} of ${known.repository} is not what was approved any more.`,
      );
    const run = await github.dispatch(workflow, inputs, sought, signal);
    return {
      output: run
        ? `Started: ${run.url}`
        : `GitHub took it; its run did not show yet. Look at ${known.repository}.`,
    };
  },
  async check({ workflow }, context) {
    const { github } = find(context.github, workflow);
    const run = await github.findRun(workflow, context.sought ?? null, context.signal);
    return run
      ? { isReached: run.conclusion === 'success', text: describeRun(run) }
      : { isReached: false, text: 'its run is not to be found' };
  },
});

function find(
  github: ActionWorkflows | undefined,
  name: string,
): { github: ActionWorkflows; known: NamedWorkflow } {
  const known = github?.workflow(name);
  return requireListed(github && known && { github, known }, WORKFLOWS, name);
}

function fill({ name, inputs, choices }: NamedWorkflow, chosen: Readonly<Record<string, string>>) {
  return fillChoices(name, { fixed: inputs, choices }, chosen);
}

/** Changes when the workflow's branch moves, or the operator changes what the name means. */
function versionOfCall(
  { name, service, repository, file, ref, keyInput }: NamedWorkflow,
  inputs: object,
  commit: string,
): string {
  return versionOf([name, service, repository, file, ref, keyInput, inputs, commit]);
}

function describeRun({ url, status, conclusion }: WorkflowRun): string {
  return conclusion === null ? `the run is ${status}: ${url}` : `the run ended with ${conclusion}: ${url}`;
}
