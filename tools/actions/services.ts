/** Other services that actions may change. Each is left out of an action's context while nobody has configured it. */
import type { ActionKubernetes } from './kubernetes-port.js';

export interface OtherServices {
  readonly kubernetes?: ActionKubernetes;
  readonly alertmanager?: ActionAlertmanager;
  readonly flags?: ActionFlags;
  readonly paging?: ActionPaging;
  readonly github?: ActionGitHub;
}

/** One exact comparison of a label, as Alertmanager writes it. */
export interface Matcher {
  readonly name: string;
  readonly value: string;
}

export interface ActiveAlert {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Silence {
  readonly id: string;
  readonly endsAt: Date;
  readonly createdBy: string;
  readonly comment: string;
}

/** Throws UpstreamError when it failed, UncertainOutcomeError when a change was sent and nobody knows. */
export interface ActionAlertmanager {
  /** Address, for people. */
  readonly url: string;
  /** Label that holds the service's name. */
  readonly serviceLabel: string;
  /** A silence may hide this many alerts, no more. */
  readonly maxAlerts: number;
  /** Alerts that fire now and that all matchers fit, silenced ones too. */
  alerts(matchers: readonly Matcher[], signal: AbortSignal): Promise<readonly ActiveAlert[]>;
  /** Silences in force with exactly these matchers. */
  silences(matchers: readonly Matcher[], signal: AbortSignal): Promise<readonly Silence[]>;
  /** Returns its id. */
  silence(
    silence: {
      readonly matchers: readonly Matcher[];
      readonly seconds: number;
      readonly createdBy: string;
      readonly comment: string;
    },
    signal: AbortSignal,
  ): Promise<string>;
  expire(id: string, signal: AbortSignal): Promise<void>;
}

export interface NamedFlag {
  readonly name: string;
  readonly service: string;
  readonly risk: 'low' | 'medium' | 'high';
  /** Names of the values that it may be given. */
  readonly values: readonly string[];
  /** SHA-256 of what the operator configured for it, hex. */
  readonly meaning: string;
}

export interface FlagReading {
  /** Name of the configured value that it has; null when it has another. */
  readonly value: string | null;
  /** For people: the name of the value, or what was read. */
  readonly text: string;
  /** By which a server can refuse to change what somebody else changed meanwhile. */
  readonly etag: string | null;
}

/** Feature flags from the operator's list, by name. Throws like the others. */
export interface ActionFlags {
  /** The configured flag, or undefined when no such name is allowed. */
  describe(name: string): NamedFlag | undefined;
  read(name: string, signal: AbortSignal): Promise<FlagReading>;
  /** Asks once for one of its configured values. */
  write(
    name: string,
    value: string,
    options: {
      readonly idempotencyKey: string;
      readonly ifMatch: string | null;
      readonly signal: AbortSignal;
    },
  ): Promise<void>;
}

/** An incident of ours in the paging system, and how far it has been escalated. */
export interface PagedIncident {
  /** There. */
  readonly id: string;
  readonly isAcknowledged: boolean;
  /** The highest level that it is assigned to, from 1; null when that cannot be told. */
  readonly level: number | null;
  /** The next level with somebody on call; null when there is none. */
  readonly next: { readonly level: number; readonly people: readonly string[] } | null;
}

/** Throws like the others, and UserInputError when there is nothing to escalate. */
export interface ActionPaging {
  /** The open incident there that belongs to one of ours. */
  find(service: string, incidentId: string, signal: AbortSignal): Promise<PagedIncident>;
  /** Asks once for a level. */
  escalate(
    wanted: {
      readonly service: string;
      readonly incidentId: string;
      /** There. */
      readonly id: string;
      readonly level: number;
    },
    signal: AbortSignal,
  ): Promise<void>;
}

export interface NamedWorkflow {
  readonly name: string;
  readonly service: string;
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
  readonly risk: 'low' | 'medium' | 'high';
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

export interface NamedEnvironment {
  readonly name: string;
  readonly service: string;
  /** `owner/name`. */
  readonly repository: string;
  /** As GitHub calls it: `production`. */
  readonly environment: string;
  readonly risk: 'low' | 'medium' | 'high';
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

/** What one execution left at another service: it carries this key, and began no earlier than this. */
export interface RunSought {
  readonly idempotencyKey: string;
  readonly since: Date;
}

/** Throws like the others. */
export interface ActionGitHub {
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
