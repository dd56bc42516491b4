/** Starts one GitHub workflow from the operator's list. Repository, file, ref and inputs are configuration. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../src/shared/canonical-json.js';
import { UpstreamError, UserInputError } from '../../src/shared/errors.js';
import { defineAction } from './action.js';
import type { ActionGitHub, NamedWorkflow, WorkflowRun } from './services.js';

export const dispatchWorkflow = defineAction({
  name: 'dispatch_workflow',
  description: 'Starts one GitHub workflow from the list in firewatch.yaml.',
  input: z.strictObject({
    workflow: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be the name of a configured workflow')
      .describe('Name of an entry under actions.github.workflows'),
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
      target: { name: `${known.service} (workflow ${workflow})`, version: versionOf(known, inputs, commit) },
      dryRun: `The workflow is there and switched on. ${known.ref} is at ${commit.slice(0, 12)}. A workflow cannot be tried.`,
      risk: known.risk,
      isReversible: known.isReversible,
      rollback: known.rollback,
      isIdempotent: known.keyInput !== null,
      service: known.service,
      blastRadius: { replicas: null, capacityShare: null },
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
    if (versionOf(known, inputs, commit) !== context.targetVersion) {
      throw new UpstreamError(
        'github',
        `${known.ref} of ${known.repository} is not what was approved any more.`,
        {
          isRetryable: false,
        },
      );
    }
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
  github: ActionGitHub | undefined,
  name: string,
): { github: ActionGitHub; known: NamedWorkflow } {
  const known = github?.workflow(name);
  if (github && known) return { github, known };
  throw new UserInputError(
    `No workflow named ${name} is configured under actions.github.workflows in firewatch.yaml.`,
  );
}

/** Exactly the configured inputs, and one of the configured values for each choice. */
function fill(known: NamedWorkflow, chosen: Readonly<Record<string, string>>): Record<string, string> {
  const extra = Object.keys(chosen).find((key) => !Object.hasOwn(known.choices, key));
  if (extra !== undefined) throw new UserInputError(`${known.name} leaves no choice of ${extra}.`);
  const picked = Object.entries(known.choices).map(([key, values]) => {
    const value = values.find((one) => one === chosen[key]);
    if (value !== undefined) return [key, value] as const;
    throw new UserInputError(`${known.name} needs ${key}, one of ${values.join(', ')}.`);
  });
  return { ...known.inputs, ...Object.fromEntries(picked) };
}

/** Changes when the workflow's branch moves, or the operator changes what the name means. */
function versionOf(
  { name, service, repository, file, ref, keyInput }: NamedWorkflow,
  inputs: object,
  commit: string,
): string {
  return createHash('sha256')
    .update(canonicalJson([name, service, repository, file, ref, keyInput, inputs, commit]))
    .digest('hex')
    .slice(0, 16);
}

function describeRun({ url, status, conclusion }: WorkflowRun): string {
  return conclusion === null ? `the run is ${status}: ${url}` : `the run ended with ${conclusion}: ${url}`;
}
