/** The event `workflow_run`: runs that deploy. Most workflows only build and test, which changes nothing that runs. */
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

export const WorkflowRun = z.object({
  action: z.string('must be requested, in_progress or completed'),
  workflow_run: z.object({
    id: z.number('must be a number'),
    run_attempt: z.number().nullish(),
    name: z.string().nullish(),
    path: z.string().nullish(),
    display_title: z.string().nullish(),
    head_branch: z.string().nullish(),
    head_sha: Sha,
    conclusion: z.string().nullish(),
    actor: Account,
    triggering_actor: Account,
    updated_at: Time,
    head_repository: z.object({ full_name: z.string() }).nullish(),
  }),
  repository: Repository,
});

/** In the name of a workflow or of its file. */
const DEPLOYS = /deploy|release|rollout|roll-?back|promote|publish|migrat|terraform|provision/i;

/** Conclusions after which something may run that did not before; a cancelled run may have got half-way. */
const ENDS: ReadonlyMap<string, string> = new Map([
  ['success', 'succeeded'],
  ['failure', 'failed'],
  ['timed_out', 'took too long and was stopped'],
  ['cancelled', 'was cancelled'],
]);

export function workflowRunChange(
  { action, workflow_run: run, repository }: z.output<typeof WorkflowRun>,
  { services }: GitHubContext,
): Change | undefined {
  const end = ENDS.get(run.conclusion ?? '');
  if (action !== 'completed' || end === undefined) return undefined;
  // What somebody proposes from a copy of the repository is not deployed from it.
  if (run.head_repository && run.head_repository.full_name !== repository.full_name) return undefined;
  const name = run.name || run.path || 'a workflow';
  if (!DEPLOYS.test(`${name} ${run.path ?? ''}`)) return undefined;
  const title = oneLine(run.display_title ?? '');
  const branch = run.head_branch ? ` on ${run.head_branch}` : '';
  return {
    id: `workflow-run:${repository.full_name}:${run.id}:${run.run_attempt ?? 1}`,
    source: 'github',
    kind: 'deploy',
    service: serviceOf(repository, services),
    summary: cut(
      `Workflow ${name}${branch} (${shortSha(run.head_sha)}) ${end}${title === '' ? '' : `: ${title}`}`,
      MAX_SUMMARY,
    ),
    version: shortSha(run.head_sha),
    author: run.triggering_actor?.login ?? run.actor?.login ?? null,
    at: run.updated_at,
  };
}
