/** The `actions.kubernetes` part of the YAML file: clusters, and what of them people may have changed after an approval. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';

const NAME = 'must be lower-case letters, digits and dashes';
const OBJECT = 'must be the exact name of an object in the cluster';
const ABSOLUTE = 'must be an absolute path';
const ACCESS = 'must have either kubeconfig with context, or inCluster: true';
const REPLICAS = 'must be a whole number from 0 to 1000';
const BOUNDS = 'must be at least minReplicas';
/** Far above what a service has, far below what a slip of a key makes of it. */
const MAX_REPLICAS = 1_000;

const Name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, NAME);
/** What Kubernetes itself allows; nothing that could leave its place in a path. */
const ObjectName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, OBJECT);
const Risk = z.enum(['low', 'medium', 'high']);
const Replicas = z.number(REPLICAS).int(REPLICAS).min(0, REPLICAS).max(MAX_REPLICAS, REPLICAS);

const Cluster = z
  .strictObject({
    name: Name,
    kubeconfig: z.string().refine(isAbsolute, ABSOLUTE).optional(),
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
      kubernetes[part].forEach(({ cluster }, index) => {
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
