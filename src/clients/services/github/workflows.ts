/** Workflows on GitHub: what they would run, starting one, and finding the run that came of it. */
import { z } from 'zod';
import { sleep } from '../../../shared/clock.js';
import { ConfigError, UserInputError } from '../../../shared/errors.js';
import type { ActionWorkflows, NamedWorkflow, WorkflowRun } from '../../../../tools/actions/ports/github.js';
import type { RunSought } from '../../../../tools/actions/ports/run.js';
import { ownerAndRepo, type GitHubRest } from './rest.js';

export interface WorkflowSettings {
  readonly workflows: readonly NamedWorkflow[];
  /** Between two looks for the run that was started. */
  readonly lookEveryMs?: number;
}

const State = z.object({ state: z.string() });
const Commit = z.object({ sha: z.string() });
const Runs = z.object({
  workflow_runs: z.array(
    z.object({
      id: z.number(),
      html_url: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      created_at: z.coerce.date(),
      display_title: z.string(),
    }),
  ),
});

/** GitHub shows a run some seconds after it took the request. */
const LOOKS = 15;
const LOOK_EVERY_MS = 1_000;
/** How far GitHub's clock may differ from the database's. */
const CLOCK_TOLERANCE_MS = 60_000;
/** Among which ours is looked for. */
const NEWEST_RUNS = 20;

export function createWorkflows(
  rest: GitHubRest,
  { workflows, lookEveryMs = LOOK_EVERY_MS }: WorkflowSettings,
): ActionWorkflows {
  const byName = new Map(workflows.map((workflow) => [workflow.name, workflow]));

  function get(name: string): NamedWorkflow {
    const found = byName.get(name);
    if (found) return found;
    throw new ConfigError(`No workflow named ${name} is configured; add it to actions.github.workflows.`);
  }

  async function findRun(
    name: string,
    sought: RunSought | null,
    signal: AbortSignal,
  ): Promise<WorkflowRun | null> {
    const { file, ref, repository, keyInput } = get(name);
    const { workflow_runs: runs } = await rest.call(
      'GET /repos/{owner}/{repo}/actions/workflows/{file}/runs',
      { ...ownerAndRepo(repository), file, event: 'workflow_dispatch', branch: ref, per_page: NEWEST_RUNS },
      Runs,
      signal,
    );
    const run = runs.find(
      ({ display_title: title, created_at: at }) =>
        sought === null ||
        (keyInput === null
          ? at.getTime() >= sought.since.getTime() - CLOCK_TOLERANCE_MS
          : title.includes(sought.idempotencyKey)),
    );
    return run ? { id: run.id, url: run.html_url, status: run.status, conclusion: run.conclusion } : null;
  }

  return {
    workflow: (name) => byName.get(name),
    findRun,

    async workflowCommit(name, signal) {
      const { repository, file, ref } = get(name);
      const where = ownerAndRepo(repository);
      const { state } = await rest.call(
        'GET /repos/{owner}/{repo}/actions/workflows/{file}',
        { ...where, file },
        State,
        signal,
      );
      if (state !== 'active')
        throw new UserInputError(
          `The workflow ${file} of ${repository} is ${state}; switch it on at GitHub.`,
        );
      const route = 'GET /repos/{owner}/{repo}/commits/{ref}';
      const { sha } = await rest.call(route, { ...where, ref }, Commit, signal);
      return sha;
    },

    async dispatch(name, inputs, sought, signal) {
      const { repository, file, ref, keyInput } = get(name);
      const before = await findRun(name, null, signal);
      const sent = keyInput === null ? inputs : { ...inputs, [keyInput]: sought.idempotencyKey };
      await rest.call(
        'POST /repos/{owner}/{repo}/actions/workflows/{file}/dispatches',
        { ...ownerAndRepo(repository), file, ref, inputs: sent },
        z.unknown(),
        signal,
      );
      for (let look = 0; look < LOOKS && !signal.aborted; look += 1) {
        await sleep(lookEveryMs, signal);
        // It was taken; a look that fails makes it no failure.
        const run = await findRun(name, sought, signal).catch(() => null);
        if (run && run.id !== before?.id) return run;
      }
      return null;
    },
  };
}
