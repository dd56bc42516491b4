/** What actions may do in Kubernetes: look at and change the objects that the operator listed, and no others. */
import type { Risk } from './listed.js';

export interface ActionKubernetes {
  /** The configured workload, or undefined when no such name is allowed. */
  workload(name: string): NamedWorkload | undefined;
  /** The configured node, or undefined when no such name is allowed. */
  node(name: string): NamedNode | undefined;
  readWorkload(workload: NamedWorkload, signal: AbortSignal): Promise<WorkloadState>;
  /** What it ran and runs, newest first, as far as the cluster keeps it. */
  revisions(
    workload: NamedWorkload,
    state: WorkloadState,
    signal: AbortSignal,
  ): Promise<readonly WorkloadRevision[]>;
  /** What sets its number of replicas beside people. */
  autoscalers(workload: NamedWorkload, signal: AbortSignal): Promise<Listed<Autoscaler>>;
  /** What promises how many of its pods stay. */
  budgets(workload: NamedWorkload, state: WorkloadState, signal: AbortSignal): Promise<Listed<Budget>>;
  changeWorkload(workload: NamedWorkload, change: WorkloadChange, options: ChangeOptions): Promise<void>;
  readNode(node: NamedNode, signal: AbortSignal): Promise<NodeState>;
  /** Nodes of its cluster that take new pods now. */
  countSchedulable(node: NamedNode, signal: AbortSignal): Promise<number>;
  setUnschedulable(node: NamedNode, isUnschedulable: boolean, options: ChangeOptions): Promise<void>;
}

export interface NamedWorkload {
  readonly name: string;
  /** Of the catalogue. */
  readonly service: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly kind: 'deployment' | 'statefulset';
  /** Name of the object. */
  readonly resource: string;
  /** Undefined: it may not be scaled. */
  readonly minReplicas: number | undefined;
  readonly maxReplicas: number | undefined;
  readonly risk: { readonly restart: Risk; readonly undo: Risk; readonly scale: Risk };
}

export interface NamedNode {
  readonly name: string;
  /** Of the catalogue. */
  readonly service: string;
  readonly cluster: string;
  /** Name of the object. */
  readonly resource: string;
  readonly risk: { readonly cordon: Risk; readonly uncordon: Risk };
}

export type PodTemplate = Readonly<Record<string, unknown>>;

export interface WorkloadState {
  readonly uid: string;
  readonly resourceVersion: string;
  /** Goes up with each change of what is wanted. */
  readonly generation: number;
  readonly replicas: number;
  readonly template: PodTemplate;
  /** As the API writes it, for lists of what belongs to it. */
  readonly selector: string;
  readonly isPaused: boolean;
  /** How replicas are exchanged; `manual`: only once somebody deletes them. */
  readonly strategy: 'rolling' | 'all_at_once' | 'manual';
  /** Replicas that may be away at once while they are exchanged. */
  readonly maxUnavailable: number;
  /** So many replicas keep what they run; 0 for deployments. */
  readonly partition: number;
  /** Nothing is exchanged while a replica is not ready. */
  readonly isOrdered: boolean;
  /** Volumes of replicas that a scaling takes away are deleted. */
  readonly losesVolumes: boolean;
  /** Earlier revisions that the cluster keeps. */
  readonly historyLimit: number;
  /** What puts back whatever stands in Git: `Argo CD`. */
  readonly keptBy: string | null;
  readonly status: {
    /** The last generation that the controller has seen. */
    readonly observedGeneration: number;
    readonly replicas: number;
    readonly updated: number;
    readonly available: number;
    /** The controller has given up waiting. */
    readonly isStuck: boolean;
  };
}

/** `hidden`: the account may not see them, or the cluster has no such thing; why, for people. */
export type Listed<T> =
  | { readonly kind: 'listed'; readonly items: readonly T[] }
  | { readonly kind: 'hidden'; readonly why: string };

/** A HorizontalPodAutoscaler. */
export interface Autoscaler {
  readonly name: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

/** A PodDisruptionBudget. */
export interface Budget {
  readonly name: string;
  /** Pods that may go now. */
  readonly allowed: number;
}

export interface WorkloadRevision {
  readonly revision: number;
  readonly template: PodTemplate;
}

export type WorkloadChange =
  | { readonly kind: 'annotate_template'; readonly annotations: Readonly<Record<string, string>> }
  | { readonly kind: 'replace_template'; readonly template: PodTemplate }
  | { readonly kind: 'scale'; readonly replicas: number };

/** A change is refused with status 409 when the object is not at this version any more. */
export interface ChangeOptions {
  readonly resourceVersion: string;
  /** Has the API server judge it, and change nothing. */
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
}

export interface NodeState {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly isUnschedulable: boolean;
  readonly isReady: boolean;
}
