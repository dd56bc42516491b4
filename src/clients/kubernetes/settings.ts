/** What the operator allows of Kubernetes, as the client wants it. */
import type { NamedNode, NamedWorkload } from '../../../tools/actions/ports/kubernetes.js';

export interface KubernetesSettings {
  readonly clusters: readonly ClusterSettings[];
  readonly workloads: readonly NamedWorkload[];
  readonly nodes: readonly NamedNode[];
  /** For one call, answer included. */
  readonly timeoutMs: number;
}

export interface ClusterSettings {
  readonly name: string;
  readonly access:
    | { readonly kubeconfig: string; readonly context: string }
    /** The service account of our own pod. */
    | 'in_cluster';
}
