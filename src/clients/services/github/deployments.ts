/** Deployments on GitHub: what was deployed where, and asking for one of what ran before. */
import { z } from 'zod';
import { ConfigError, UncertainOutcomeError } from '../../../shared/errors.js';
import type {
  ActionDeployments,
  Deployment,
  DeploymentHistory,
  NamedEnvironment,
} from '../../../../tools/actions/ports/github.js';
import { ownerAndRepo, type GitHubRest } from './rest.js';

export interface DeploymentSettings {
  readonly environments: readonly NamedEnvironment[];
}

const DeploymentRow = z.object({ id: z.number(), sha: z.string(), payload: z.unknown() });
const Statuses = z.array(z.object({ state: z.string() }));
const Created = z.object({ id: z.number() });
/** What we put into a deployment; another's may hold anything. */
const Payload = z.object({ firewatch: z.string() });

/** Back to which a successful deployment is looked for. */
const NEWEST_DEPLOYMENTS = 30;
/** Of one deployment, which has a handful in its life. */
const NEWEST_STATUSES = 30;
const UNDER_WAY = new Set(['pending', 'queued', 'in_progress', 'waiting']);

export function createDeployments(rest: GitHubRest, { environments }: DeploymentSettings): ActionDeployments {
  const byName = new Map(environments.map((environment) => [environment.name, environment]));

  function get(name: string): NamedEnvironment {
    const found = byName.get(name);
    if (found) return found;
    throw new ConfigError(
      `No environment named ${name} is configured; add it to actions.github.environments.`,
    );
  }

  async function list(name: string, signal: AbortSignal) {
    const { repository, environment } = get(name);
    return rest.call(
      'GET /repos/{owner}/{repo}/deployments',
      { ...ownerAndRepo(repository), environment, per_page: NEWEST_DEPLOYMENTS },
      z.array(DeploymentRow),
      signal,
    );
  }

  async function statesOf(name: string, id: number, signal: AbortSignal): Promise<readonly string[]> {
    const statuses = await rest.call(
      'GET /repos/{owner}/{repo}/deployments/{id}/statuses',
      { ...ownerAndRepo(get(name).repository), id, per_page: NEWEST_STATUSES },
      Statuses,
      signal,
    );
    return statuses.map(({ state }) => state);
  }

  async function findDeployment(name: string, idempotencyKey: string, signal: AbortSignal) {
    const ours = (await list(name, signal)).find(
      ({ payload }) => Payload.safeParse(payload).data?.firewatch === idempotencyKey,
    );
    if (!ours) return null;
    const [state = 'pending'] = await statesOf(name, ours.id, signal);
    return { id: ours.id, sha: ours.sha, state };
  }

  return {
    environment: (name) => byName.get(name),
    findDeployment,

    async history(name, signal) {
      const found: Record<keyof DeploymentHistory, Deployment | null> = {
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
      const { repository, environment } = get(name);
      try {
        const { id } = await rest.call(
          'POST /repos/{owner}/{repo}/deployments',
          {
            ...ownerAndRepo(repository),
            ref: sha,
            environment,
            description,
            auto_merge: false,
            // They were asked for when this commit was deployed before.
            required_contexts: [],
            payload: { firewatch: idempotencyKey },
          },
          Created,
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
