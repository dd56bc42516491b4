/** The event `push`, for the default branch: what many pipelines deploy at once. */
import { z } from 'zod';
import type { Change } from '../../../incidents/change.js';
import { cut, oneLine } from '../../../shared/text.js';
import { MAX_SUMMARY, Repository, serviceOf, Sha, shortSha, type GitHubContext } from './repository.js';

export const Push = z.object({
  ref: z.string('must be a ref such as refs/heads/main'),
  before: Sha,
  after: Sha,
  deleted: z.boolean().nullish(),
  forced: z.boolean().nullish(),
  /** GitHub lists at most 2048. */
  commits: z.array(z.unknown()).nullish(),
  head_commit: z.object({ message: z.string().nullish() }).nullish(),
  pusher: z.object({ name: z.string().nullish() }).nullish(),
  repository: Repository.extend({
    /** Seconds; in other events it is a text. */
    pushed_at: z.union([z.number(), z.string()]).nullish(),
  }),
});

export function pushChange(
  {
    ref,
    before,
    after,
    deleted,
    forced,
    commits,
    head_commit: head,
    pusher,
    repository,
  }: z.output<typeof Push>,
  { services, receivedAt }: GitHubContext,
): Change | undefined {
  const branch = repository.default_branch;
  if (deleted === true || !branch || ref !== `refs/heads/${branch}`) return undefined;
  const count = commits?.length ?? 0;
  const title = oneLine((head?.message ?? '').split('\n', 1)[0] ?? '');
  return {
    // The same commit may be pushed again after a way back.
    id: `push:${repository.full_name}:${before.slice(0, 12)}...${after.slice(0, 12)}`,
    source: 'github',
    kind: 'other',
    service: serviceOf(repository, services),
    summary: cut(
      `${count === 1 ? '1 commit' : `${count} commits`} ${forced === true ? 'forced' : 'pushed'} to ${branch}${title === '' ? '' : `: ${title}`}`,
      MAX_SUMMARY,
    ),
    version: shortSha(after),
    author: pusher?.name ?? null,
    at: typeof repository.pushed_at === 'number' ? new Date(repository.pushed_at * 1000) : receivedAt,
  };
}
