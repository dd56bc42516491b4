/** Workflows and deployments on GitHub, by the names that the operator gave them. Nothing else can be started. */
import type { Listed } from './listed.js';
import type { RunSought } from './run.js';

export type ActionGitHub = ActionWorkflows & ActionDeployments;

/** Throws UpstreamError when it failed, UncertainOutcomeError when a change was sent and nobody knows. */
export interface ActionWorkflows {
  /** The configured workflow, or undefined when no such name is allowed. */
  workflow(name: string): NamedWorkflow | undefined;
  /** Commit that its ref points to now. Throws UserInputError when the workflow cannot be started. */
  workflowCommit(name: string, signal: AbortSignal): Promise<string>;
  /** The newest run that fits; null when there is none. */
  findRun(name: string, sought: RunSought | null, signal: AbortSignal): Promise<WorkflowRun | null>;
  /** Starts it once, then looks for its run for a while; null when that did not show. */
  dispatch(
    name: string,
    inputs: Readonly<Record<string, string>>,
    sought: RunSought,
    signal: AbortSignal,
  ): Promise<WorkflowRun | null>;
}

/** Throws UpstreamError when it failed, UncertainOutcomeError when a change was sent and nobody knows. */
export interface ActionDeployments {
  /** The configured environment, or undefined when no such name is allowed. */
  environment(name: string): NamedEnvironment | undefined;
  history(name: string, signal: AbortSignal): Promise<DeploymentHistory>;
  /** The deployment with this key; null when there is none. */
  findDeployment(name: string, idempotencyKey: string, signal: AbortSignal): Promise<Deployment | null>;
  /** Asks once for a deployment of a commit. Returns its id. */
  deploy(
    name: string,
    wanted: { readonly sha: string; readonly idempotencyKey: string; readonly description: string },
    signal: AbortSignal,
  ): Promise<number>;
}

export interface NamedWorkflow extends Listed {
  /** `owner/name`. */
  readonly repository: string;
  /** Name of its file: `rollback.yml`. */
  readonly file: string;
  /** Branch or tag. */
  readonly ref: string;
  /** Sent as they are. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Inputs of which the runbook names one of these values. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** The input that takes the key of the proposal; null when the workflow declares none. */
  readonly keyInput: string | null;
  readonly isReversible: boolean;
  /** How to undo it, for people. */
  readonly rollback: string;
}

export interface WorkflowRun {
  readonly id: number;
  readonly url: string;
  readonly status: string;
  /** `success`, `failure` …; null while it runs. */
  readonly conclusion: string | null;
}

export interface NamedEnvironment extends Listed {
  /** `owner/name`. */
  readonly repository: string;
  /** As GitHub calls it: `production`. */
  readonly environment: string;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  /** The newest status: `success`, `in_progress` …; `pending` while there is none. */
  readonly state: string;
}

export interface DeploymentHistory {
  /** What runs there, as far as GitHub was told; null when nothing ever succeeded. */
  readonly current: Deployment | null;
  /** The last one of another commit that had succeeded before it. */
  readonly previous: Deployment | null;
  /** A newer one that has not ended. */
  readonly underWay: Deployment | null;
}
