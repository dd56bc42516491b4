/** Actions on a stand-in for a cluster, connected as the configuration file says it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubernetesOf } from '../../../src/app/kubernetes.js';
import { ConfigFile } from '../../../src/config/file.js';
import { catalogueWith } from '../../tools/actions/catalogue-with.js';
import { startApiServer, TOKEN, type ApiServer } from './api-server.js';
import { APPS, templateOf } from './objects.js';

export const CHECKOUT = `${APPS}/deployments/checkout`;
export const STOCK = `${APPS}/statefulsets/stock-db`;
export const NODE = '/api/v1/nodes/worker-1.example';
export const OTHER_NODE = '/api/v1/nodes/worker-2.example';

const LABELS = { app: 'checkout' };

/** A cluster with a deployment of four, a statefulset of three and two nodes; only one of the nodes may be touched. */
export async function startCluster() {
  const server = await startApiServer();
  const selector = { matchLabels: LABELS };
  const status = { observedGeneration: 1, replicas: 4, updatedReplicas: 4, availableReplicas: 4 };
  server.put(CHECKOUT, {
    spec: { replicas: 4, selector, template: templateOf('shop/checkout:1') },
    status,
  });
  server.put(STOCK, {
    spec: { replicas: 3, selector, template: templateOf('shop/stock:1'), updateStrategy: {} },
    status: { ...status, replicas: 3, updatedReplicas: 3, availableReplicas: 3 },
  });
  for (const path of [NODE, OTHER_NODE])
    server.put(path, { spec: {}, status: { conditions: [{ type: 'Ready', status: 'True' }] } });
  return server;
}

export function connect(
  server: Pick<ApiServer, 'url'>,
  { timeoutMs = 3_000, context = 'executor', minReplicas = 2 } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  const kubeconfig = join(folder, 'config');
  writeFileSync(kubeconfig, kubeconfigFor(server.url));
  const place = { cluster: 'prod', namespace: 'shop' };
  const file = ConfigFile.parse({
    actions: {
      kubernetes: {
        clusters: [{ name: 'prod', kubeconfig, context }],
        workloads: [
          { name: 'checkout', service: 'checkout', ...place, minReplicas, maxReplicas: 8 },
          { name: 'stock', service: 'stock', kind: 'statefulset', resource: 'stock-db', ...place },
          {
            name: 'store',
            service: 'stock',
            kind: 'statefulset',
            resource: 'stock-db',
            ...place,
            minReplicas,
            maxReplicas: 3,
          },
          { name: 'gone', service: 'checkout', ...place },
        ],
        nodes: [{ name: 'worker-1', service: 'checkout', cluster: 'prod', resource: 'worker-1.example' }],
      },
    },
  });
  const actions = catalogueWith(kubernetesOf({ file }, timeoutMs));
  return { actions, close: () => rmSync(folder, { recursive: true }) };
}

function kubeconfigFor(server: string): string {
  return JSON.stringify({
    'current-context': 'somebody',
    clusters: [{ name: 'it', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'it', user: { token: TOKEN } }],
    contexts: [{ name: 'executor', context: { cluster: 'it', user: 'it' } }],
  });
}
