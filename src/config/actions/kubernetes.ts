/** The `actions.kubernetes` part of the YAML file: clusters, and what of them people may have changed after an approval. */
import { z } from 'zod';
import { AbsolutePath, Name, Risk, wholeNumber } from '../fields.js';

const OBJECT = 'must be the exact name of an object in the cluster';
const ACCESS = 'must have either kubeconfig with context, or inCluster: true';
const BOUNDS = 'must be at least minReplicas';
/** Far above what a service has, far below what a slip of a key makes of it. */
const MAX_REPLICAS = 1_000;

/** What Kubernetes itself allows; nothing that could leave its place in a path. */
const ObjectName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, OBJECT);
const Replicas = wholeNumber(0, MAX_REPLICAS);

const Cluster = z
  .strictObject({
    name: Name,
    kubeconfig: AbsolutePath.optional(),
    /** Of that file. Named here, so that nobody's `kubectl config use-context` moves it to another cluster. */
    context: z.string().min(1).optional(),
    /** With the service account of the pod that Firewatch itself runs in. */
    inCluster: z.boolean().default(false),
  })
  .refine(
    ({ kubeconfig, context, inCluster }) =>
      inCluster ? !kubeconfig && !context : kubeconfig !== undefined && context !== undefined,
    ACCESS,
  );

const Workload = z
  .strictObject({
    name: Name,
    /** Of the catalogue. */
    service: z.string(),
    cluster: Name,
    namespace: Name,
    kind: z.enum(['deployment', 'statefulset']).default('deployment'),
    /** Of the object; left out where it is `name`. */
    resource: ObjectName.optional(),
    /** Nobody can have it scaled while these are left out. */
    minReplicas: Replicas.optional(),
    maxReplicas: Replicas.optional(),
    risk: z
      .strictObject({
        restart: Risk.default('low'),
        undo: Risk.default('medium'),
        scale: Risk.default('medium'),
      })
      .prefault({}),
  })
  .refine(({ minReplicas = 0, maxReplicas = MAX_REPLICAS }) => minReplicas <= maxReplicas, {
    path: ['maxReplicas'],
    message: BOUNDS,
  });

const Node = z.strictObject({
  name: Name,
  /** Of the catalogue. */
  service: z.string(),
  cluster: Name,
  /** Of the object; left out where it is `name`. */
  resource: ObjectName.optional(),
  risk: z.strictObject({ cordon: Risk.default('medium'), uncordon: Risk.default('low') }).prefault({}),
});

export const Kubernetes = z
  .strictObject({
    clusters: z.array(Cluster).default([]),
    workloads: z.array(Workload).default([]),
    nodes: z.array(Node).default([]),
  })
  .superRefine((kubernetes, context) => {
    const clusters = new Set(kubernetes.clusters.map(({ name }) => name));
    for (const part of ['clusters', 'workloads', 'nodes'] as const) {
      const names = kubernetes[part].map(({ name }) => name);
      names.forEach((name, index) => {
        if (names.indexOf(name) < index)
          context.addIssue({
            code: 'custom',
            path: [part, index, 'name'],
            message: `${name} is there twice`,
          });
      });
    }
    for (const part of ['workloads', 'nodes'] as const) {
      // Rules, limits and owners go by the service: a second name must not be a way around those of the first.
      const services = new Map<string, string>();
      kubernetes[part].forEach((entry, index) => {
        const { cluster, service } = entry;
        const object = objectOf(entry);
        const known = services.get(object) ?? service;
        services.set(object, known);
        if (known !== service)
          context.addIssue({
            code: 'custom',
            path: [part, index, 'service'],
            message: `must be ${known}, as in the other entry for the same object`,
          });
        if (!clusters.has(cluster))
          context.addIssue({
            code: 'custom',
            path: [part, index, 'cluster'],
            message: 'must be a name from actions.kubernetes.clusters',
          });
      });
    }
  })
  .prefault({});

function objectOf(entry: z.output<typeof Workload> | z.output<typeof Node>): string {
  const { cluster, name, resource = name } = entry;
  return JSON.stringify(
    'namespace' in entry ? [cluster, entry.namespace, entry.kind, resource] : [cluster, resource],
  );
}
