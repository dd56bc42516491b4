/** The events `deployment` and `deployment_status`. */
import { z } from 'zod';
import type { Change } from '../../../incidents/change.js';
import { cut, oneLine } from '../../../shared/text.js';
import { Time } from '../../payload.js';
import {
  Account,
  MAX_SUMMARY,
  Repository,
  serviceOf,
  Sha,
  shortSha,
  type GitHubContext,
} from './repository.js';

const Request = z.object({
  id: z.number('must be a number'),
  sha: Sha,
  ref: z.string('must be a branch, tag or commit'),
  task: z.string().nullish(),
  environment: z.string('must be the name of an environment'),
  /** Whatever the caller of GitHub's API put there. */
  payload: z.unknown(),
  transient_environment: z.boolean().nullish(),
  creator: Account,
  created_at: Time,
});

export const Deployment = z.object({
  action: z.string().nullish(),
  deployment: Request,
  repository: Repository,
});

export const DeploymentStatus = z.object({
  action: z.string().nullish(),
  deployment_status: z.object({
    id: z.number('must be a number'),
    state: z.string('must be a state such as success'),
    description: z.string().nullish(),
    creator: Account,
    created_at: Time,
  }),
  deployment: Request,
  repository: Repository,
});

/** States in which something has changed, in words; the others only say that it is under way, or that a later one took over. */
const ENDS: ReadonlyMap<string, string> = new Map([
  ['success', 'succeeded'],
  ['failure', 'failed'],
  ['error', 'ended with an error'],
]);

export function deploymentChange(
  { deployment, repository }: z.output<typeof Deployment>,
  context: GitHubContext,
): Change | undefined {
  if (deployment.transient_environment === true) return undefined;
  return {
    ...changeOf(deployment, repository, context),
    id: `deployment:${repository.full_name}:${deployment.id}`,
    summary: cut(`${titleOf(deployment)} was begun`, MAX_SUMMARY),
    at: deployment.created_at,
  };
}

export function deploymentStatusChange(
  { deployment, deployment_status: status, repository }: z.output<typeof DeploymentStatus>,
  context: GitHubContext,
): Change | undefined {
  const end = ENDS.get(status.state);
  // A preview of a pull request is of no concern to users.
  if (end === undefined || deployment.transient_environment === true) return undefined;
  const description = oneLine(status.description ?? '');
  return {
    ...changeOf(deployment, repository, context),
    id: `deployment-status:${repository.full_name}:${status.id}`,
    summary: cut(`${titleOf(deployment)} ${end}${description === '' ? '' : `: ${description}`}`, MAX_SUMMARY),
    author: deployment.creator?.login ?? status.creator?.login ?? null,
    at: status.created_at,
  };
}

function titleOf({ task, ref, sha, environment }: z.output<typeof Request>): string {
  const what = ref === sha || sha.startsWith(ref) ? shortSha(sha) : `${ref} (${shortSha(sha)})`;
  const kind =
    task === undefined || task === null || task === 'deploy' ? 'Deployment' : `Deployment (${task})`;
  return `${kind} of ${what} to ${environment}`;
}

const Named = z.object({ service: z.string().min(1).max(200) });

function changeOf(
  deployment: z.output<typeof Request>,
  repository: z.output<typeof Repository>,
  { services }: GitHubContext,
) {
  // A repository with several services can say which of them it deploys.
  const named = Named.safeParse(deployment.payload);
  return {
    source: 'github',
    kind: 'deploy',
    service: named.success ? named.data.service : serviceOf(repository, services),
    version: shortSha(deployment.sha),
    author: deployment.creator?.login ?? null,
  } as const;
}
