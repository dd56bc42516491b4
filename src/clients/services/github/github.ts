/** GitHub, as far as actions need it: what the operator listed there, by the names that he gave it, and nothing else. */
import type { ActionGitHub } from '../../../../tools/actions/ports/github.js';
import { createDeployments, type DeploymentSettings } from './deployments.js';
import { createGitHubRest, type GitHubRestSettings } from './rest.js';
import { createWorkflows, type WorkflowSettings } from './workflows.js';

export type GitHubSettings = GitHubRestSettings & WorkflowSettings & DeploymentSettings;

export function createGitHub(settings: GitHubSettings): ActionGitHub {
  const rest = createGitHubRest(settings);
  return { ...createWorkflows(rest, settings), ...createDeployments(rest, settings) };
}
