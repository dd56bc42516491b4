/** Workflows and deployments on GitHub, by the names that the operator gave them, and nothing else. */
import { z } from 'zod';
import { sleep } from '../../shared/clock.js';
import { ConfigError, UncertainOutcomeError, UserInputError } from '../../shared/errors.js';
import type {
  ActionGitHub,
  Deployment,
  NamedEnvironment,
  NamedWorkflow,
  RunSought,
  WorkflowRun,
} from '../../../tools/actions/services.js';
import { createGitHubRest, type GitHubRestSettings } from './github-rest.js';

export interface GitHubSettings extends GitHubRestSettings {
  readonly workflows: readonly NamedWorkflow[];
  readonly environments: readonly NamedEnvironment[];
  /** Between two looks for the run that was started. */
  readonly lookEveryMs?: number;
}

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

const DeploymentRow = z.object({ id: z.number(), sha: z.string(), payload: z.unknown() });
const Statuses = z.array(z.object({ state: z.string() }));

/** GitHub shows a run some seconds after it took the request. */
const LOOKS = 15;
const LOOK_EVERY_MS = 1_000;
/** How far GitHub's clock may differ from the database's. */
const CLOCK_TOLERANCE_MS = 60_000;
/** Back to which a successful deployment is looked for. */
const DEPLOYMENTS = 30;
const UNDER_WAY = new Set(['pending', 'queued', 'in_progress', 'waiting']);

export function createGitHub(settings: GitHubSettings): ActionGitHub {
  const rest = createGitHubRest(settings);
  const workflows = new Map(settings.workflows.map((workflow) => [workflow.name, workflow]));
  const environments = new Map(settings.environments.map((environment) => [environment.name, environment]));

  function workflow(name: string): NamedWorkflow {
    const found = workflows.get(name);
    if (found) return found;
    throw new ConfigError(`No workflow named ${name} is configured; add it to actions.github.workflows.`);
  }

  function environment(name: string): NamedEnvironment {
    const found = environments.get(name);
    if (found) return found;
    throw new ConfigError(
      `No environment named ${name} is configured; add it to actions.github.environments.`,
    );
  }

  async function findRun(
    name: string,
    sought: RunSought | null,
    signal: AbortSignal,
  ): Promise<WorkflowRun | null> {
    const { file, ref, repository, keyInput } = workflow(name);
    const { workflow_runs: runs } = await rest.call(
      'GET /repos/{owner}/{repo}/actions/workflows/{file}/runs',
      { ...ownerAndRepo(repository), file, event: 'workflow_dispatch', branch: ref, per_page: 20 },
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

  async function list(name: string, signal: AbortSignal) {
    const { repository, environment: where } = environment(name);
    return rest.call(
      'GET /repos/{owner}/{repo}/deployments',
      { ...ownerAndRepo(repository), environment: where, per_page: DEPLOYMENTS },
      z.array(DeploymentRow),
      signal,
    );
  }

  async function statesOf(name: string, id: number, signal: AbortSignal): Promise<readonly string[]> {
    const statuses = await rest.call(
      'GET /repos/{owner}/{repo}/deployments/{id}/statuses',
      { ...ownerAndRepo(environment(name).repository), id, per_page: 30 },
      Statuses,
      signal,
    );
    return statuses.map(({ state }) => state);
  }

  async function findDeployment(name: string, idempotencyKey: string, signal: AbortSignal) {
    const ours = (await list(name, signal)).find(({ payload }) => keyOf(payload) === idempotencyKey);
    if (!ours) return null;
    const [state = 'pending'] = await statesOf(name, ours.id, signal);
    return { id: ours.id, sha: ours.sha, state };
  }

  return {
    workflow: (name) => workflows.get(name),
    environment: (name) => environments.get(name),
    findRun,
    findDeployment,

    async workflowCommit(name, signal) {
      const { repository, file, ref } = workflow(name);
      const where = ownerAndRepo(repository);
      const route = 'GET /repos/{owner}/{repo}/actions/workflows/{file}';
      const { state } = await rest.call(route, { ...where, file }, z.object({ state: z.string() }), signal);
      if (state !== 'active')
        throw new UserInputError(
          `The workflow ${file} of ${repository} is ${state}; switch it on at GitHub.`,
        );
      const Commit = z.object({ sha: z.string() });
      const commit = await rest.call(
        'GET /repos/{owner}/{repo}/commits/{ref}',
        { ...where, ref },
        Commit,
        signal,
      );
      return commit.sha;
    },

    async dispatch(name, inputs, sought, signal) {
      const { repository, file, ref, keyInput } = workflow(name);
      const before = await findRun(name, null, signal);
      const sent = keyInput === null ? inputs : { ...inputs, [keyInput]: sought.idempotencyKey };
      await rest.call(
        'POST /repos/{owner}/{repo}/actions/workflows/{file}/dispatches',
        { ...ownerAndRepo(repository), file, ref, inputs: sent },
        z.unknown(),
        signal,
      );
      for (let look = 0; look < LOOKS && !signal.aborted; look += 1) {
        await sleep(settings.lookEveryMs ?? LOOK_EVERY_MS, signal);
        // It was taken; a look that fails makes it no failure.
        const run = await findRun(name, sought, signal).catch(() => null);
        if (run && run.id !== before?.id) return run;
      }
      return null;
    },

    async history(name, signal) {
      const found: { current: Deployment | null; previous: Deployment | null; underWay: Deployment | null } =
        {
          current: null,
          previous: null,
          underWay: null,
        };
      for (const { id, sha } of await list(name, signal)) {
        if (found.current?.sha === sha) continue;
        const states = await statesOf(name, id, signal);
        const deployment = { id, sha, state: states[0] ?? 'pending' };
        // GitHub calls a deployment inactive as soon as a newer one has succeeded.
        if (states.includes('success')) {
          if (found.current) return { ...found, previous: deployment };
          found.current = deployment;
        } else if (!found.current && UNDER_WAY.has(deployment.state)) found.underWay ??= deployment;
      }
      return found;
    },

    async deploy(name, { sha, idempotencyKey, description }, signal) {
      const { repository, environment: where } = environment(name);
      try {
        const { id } = await rest.call(
          'POST /repos/{owner}/{repo}/deployments',
          {
            ...ownerAndRepo(repository),
            ref: sha,
            environment: where,
            description,
            auto_merge: false,
            // They were asked for when this commit was deployed before.
            required_contexts: [],
            payload: { firewatch: idempotencyKey },
          },
          z.object({ id: z.number() }),
          signal,
        );
        return id;
      } catch (error) {
        if (!(error instanceof UncertainOutcomeError)) throw error;
        const ours = await findDeployment(name, idempotencyKey, signal).catch(() => null);
        if (ours) return ours.id;
        throw error;
      }
    },
  };
}

function ownerAndRepo(repository: string): { owner: string; repo: string } {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo };
}

/** Older deployments come with their payload as text. */
function keyOf(payload: unknown): unknown {
  const Payload = z.object({ firewatch: z.string() });
  return Payload.safeParse(payload).data?.firewatch;
}
