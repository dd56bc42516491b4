/** The clusters of the configuration, and what of them may be changed, as the client wants them. */
import { createKubernetes } from '../clients/kubernetes/kubernetes.js';
import type { Config } from '../config/config.js';
import type { OtherServices } from '../../tools/actions/action.js';

/** Nothing while no cluster is configured. */
export function kubernetesOf(
  { file }: Pick<Config, 'file'>,
  timeoutMs: number,
): Pick<OtherServices, 'kubernetes'> {
  const { clusters, workloads, nodes } = file.actions.kubernetes;
  if (clusters.length === 0) return {};
  return {
    kubernetes: createKubernetes({
      clusters: clusters.map(({ name, kubeconfig = '', context = '', inCluster }) => ({
        name,
        access: inCluster ? 'in_cluster' : { kubeconfig, context },
      })),
      workloads: workloads.map(({ resource, minReplicas, maxReplicas, ...workload }) => ({
        ...workload,
        minReplicas,
        maxReplicas,
        resource: resource ?? workload.name,
      })),
      nodes: nodes.map(({ resource, ...node }) => ({ ...node, resource: resource ?? node.name })),
      timeoutMs,
    }),
  };
}
