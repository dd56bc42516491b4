/** A stand-in for a cluster that answers as Kubernetes does, or as an attacker who has taken its API server over. */
import { TOKEN } from '../../test/helpers/kubernetes/api-server.js';
import { CHECKOUT, startCluster } from '../../test/helpers/kubernetes/connect.js';
import { templateOf } from '../../test/helpers/kubernetes/objects.js';
import { withText, type Mood } from './targets.js';

export interface HostileCluster {
  readonly url: string;
  setMood(mood: Mood): void;
  close(): Promise<void>;
}

export async function startHostileCluster(): Promise<HostileCluster> {
  const server = await startCluster();
  // So that there is something to go back to.
  server.release(CHECKOUT, templateOf('shop/checkout:2'));
  server.settle(CHECKOUT);
  return {
    url: server.url,
    close: () => server.close(),
    setMood(mood) {
      server.intercept = undefined;
      if (mood.kind === 'redirect') {
        // Where no header can hold it as it is.
        const location = mood.text.replaceAll(/[^\x21-\x7e]/g, '');
        server.intercept = () => ({ status: 307, headers: { location }, body: mood.text });
      }
      if (mood.kind === 'text') {
        server.intercept = ({ method, path }) => {
          const object = method === 'GET' ? server.objects.get(path) : undefined;
          return object && { body: withText(object, mood.text) };
        };
      }
    },
  };
}

/** The part of the configuration that names it; `kubeconfig` is the path of a file with `kubeconfigFor`. */
export function kubernetesPart(kubeconfig: string): object {
  const place = { cluster: 'prod', service: 'checkout' };
  return {
    clusters: [{ name: 'prod', kubeconfig, context: 'executor' }],
    workloads: [{ ...place, name: 'checkout', namespace: 'shop', minReplicas: 2, maxReplicas: 8 }],
    nodes: [{ ...place, name: 'worker-1', resource: 'worker-1.example' }],
  };
}

export function kubeconfigFor(server: string): string {
  return JSON.stringify({
    clusters: [{ name: 'it', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'it', user: { token: TOKEN } }],
    contexts: [{ name: 'executor', context: { cluster: 'it', user: 'it' } }],
  });
}
