/** Kubernetes' API, as far as actions need it: the objects that the operator listed, and no others. */
import type { z } from 'zod';
import { ConfigError, UpstreamError } from '../../shared/errors.js';
import type {
  ActionKubernetes,
  ChangeOptions,
  Listed,
  NamedNode,
  NamedWorkload,
  WorkloadChange,
} from '../../../tools/actions/ports/kubernetes.js';
import { parseJson } from '../parse-json.js';
import { createCluster, type ClusterCall } from './cluster.js';
import {
  Autoscalers,
  Budgets,
  ControllerRevisions,
  NodeObject,
  Nodes,
  ReplicaSets,
  WorkloadObject,
} from './objects.js';
import { toAutoscalers, toBudgets } from './read-companions.js';
import { fromControllerRevisions, fromReplicaSets, toNodeState, toWorkloadState } from './read-objects.js';
import type { KubernetesSettings } from './settings.js';

const PLURALS = { deployment: 'deployments', statefulset: 'statefulsets' } as const;
/** Who changed it, in the object's own history. */
const FIELD_MANAGER = 'firewatch';

const NOT_ALLOWED = 'the account of Firewatch may not list them (docs/actions/kubernetes.md)';

type Target = Pick<ClusterCall, 'what' | 'listedIn'> & { readonly cluster: string };

export function createKubernetes(settings: KubernetesSettings): ActionKubernetes {
  const clusters = new Map(
    settings.clusters.map((cluster) => [cluster.name, createCluster(cluster, settings.timeoutMs)]),
  );
  const workloads = new Map(settings.workloads.map((workload) => [workload.name, workload]));
  const nodes = new Map(settings.nodes.map((node) => [node.name, node]));

  function call(
    { cluster, ...target }: Target,
    rest: Omit<ClusterCall, 'what' | 'listedIn'>,
  ): Promise<string> {
    const known = clusters.get(cluster);
    if (!known) throw new ConfigError(`actions.kubernetes.clusters in firewatch.yaml has no ${cluster}.`);
    return known.call({ ...target, ...rest });
  }

  async function get<T extends z.ZodType>(
    schema: T,
    target: Target,
    rest: { path: string; signal: AbortSignal },
  ): Promise<z.output<T>> {
    const object = parseJson(schema, await call(target, rest));
    if (object !== undefined) return object;
    const message = `The API server of cluster ${target.cluster} described ${target.what} in a form we do not know.`;
    throw new UpstreamError('kubernetes', message, { isRetryable: false });
  }

  /** Of the workload's namespace. Not to be told is no failure: what it is for is said without it. */
  async function list<T extends z.ZodType, I>(
    schema: T,
    workload: NamedWorkload,
    {
      api,
      plural,
      signal,
      read,
    }: { api: string; plural: string; signal: AbortSignal; read: (list: z.output<T>) => readonly I[] },
  ): Promise<Listed<I>> {
    const path = `/apis/${api}/namespaces/${workload.namespace}/${plural}`;
    try {
      return { kind: 'listed', items: read(await get(schema, aboutWorkload(workload), { path, signal })) };
    } catch (error) {
      const status = error instanceof UpstreamError ? error.status : undefined;
      if (status === 403) return { kind: 'hidden', why: NOT_ALLOWED };
      if (status === 404) return { kind: 'hidden', why: `the cluster has no ${api}` };
      throw error;
    }
  }

  async function patch(
    target: Target,
    { isDryRun, signal }: ChangeOptions,
    { path, ...what }: { path: string; type: 'merge' | 'json'; body: unknown },
  ): Promise<void> {
    const query = new URLSearchParams({ fieldManager: FIELD_MANAGER, fieldValidation: 'Strict' });
    if (isDryRun) query.set('dryRun', 'All');
    const type = what.type === 'merge' ? 'application/merge-patch+json' : 'application/json-patch+json';
    await call(target, {
      path: `${path}?${query.toString()}`,
      patch: { type, body: what.body, isDryRun },
      signal,
    });
  }

  return {
    workload: (name) => workloads.get(name),
    node: (name) => nodes.get(name),

    async readWorkload(workload, signal) {
      const path = pathOf(workload);
      return toWorkloadState(await get(WorkloadObject, aboutWorkload(workload), { path, signal }));
    },

    async revisions(workload, state, signal) {
      const plural = workload.kind === 'deployment' ? 'replicasets' : 'controllerrevisions';
      const query = new URLSearchParams({ labelSelector: state.selector });
      const path = `${namespaceOf(workload)}/${plural}?${query.toString()}`;
      const target = aboutWorkload(workload);
      return workload.kind === 'deployment'
        ? fromReplicaSets(await get(ReplicaSets, target, { path, signal }), state)
        : fromControllerRevisions(await get(ControllerRevisions, target, { path, signal }), state);
    },

    autoscalers: (workload, signal) =>
      list(Autoscalers, workload, {
        api: 'autoscaling/v2',
        plural: 'horizontalpodautoscalers',
        signal,
        read: (found) => toAutoscalers(found, workload),
      }),

    budgets: (workload, state, signal) =>
      list(Budgets, workload, {
        api: 'policy/v1',
        plural: 'poddisruptionbudgets',
        signal,
        read: (found) => toBudgets(found, state),
      }),

    changeWorkload: (workload, change, options) =>
      patch(aboutWorkload(workload), options, writeChange(pathOf(workload), change, options)),

    async readNode(node, signal) {
      return toNodeState(await get(NodeObject, aboutNode(node), { path: nodePath(node), signal }));
    },

    async countSchedulable(node, signal) {
      const { items } = await get(Nodes, aboutNode(node), { path: '/api/v1/nodes', signal });
      return items.map(toNodeState).filter((one) => one.isReady && !one.isUnschedulable).length;
    },

    setUnschedulable: (node, isUnschedulable, options) =>
      patch(aboutNode(node), options, {
        path: nodePath(node),
        type: 'merge',
        body: {
          metadata: { resourceVersion: options.resourceVersion },
          spec: { unschedulable: isUnschedulable },
        },
      }),
  };
}

/**
 * Each carries the version that was looked at, so that the API server refuses it (409) once the object has another. The
 * template is replaced as a whole: merged, what only the newer one has would stay.
 */
function writeChange(
  path: string,
  change: WorkloadChange,
  { resourceVersion }: ChangeOptions,
): { path: string; type: 'merge' | 'json'; body: unknown } {
  const metadata = { resourceVersion };
  switch (change.kind) {
    case 'annotate_template': {
      const template = { metadata: { annotations: change.annotations } };
      return { path, type: 'merge', body: { metadata, spec: { template } } };
    }
    case 'replace_template':
      return {
        path,
        type: 'json',
        body: [
          { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
          { op: 'replace', path: '/spec/template', value: change.template },
        ],
      };
    case 'scale': {
      const spec = { replicas: change.replicas };
      return { path: `${path}/scale`, type: 'merge', body: { metadata, spec } };
    }
  }
}

const namespaceOf = ({ namespace }: NamedWorkload) => `/apis/apps/v1/namespaces/${namespace}`;
const pathOf = (workload: NamedWorkload) =>
  `${namespaceOf(workload)}/${PLURALS[workload.kind]}/${workload.resource}`;
const nodePath = ({ resource }: NamedNode) => `/api/v1/nodes/${resource}`;

const aboutWorkload = ({ cluster, kind, namespace, resource }: NamedWorkload): Target => ({
  cluster,
  what: `${kind} ${namespace}/${resource}`,
  listedIn: 'actions.kubernetes.workloads',
});
const aboutNode = ({ cluster, resource }: NamedNode): Target => ({
  cluster,
  what: `node ${resource}`,
  listedIn: 'actions.kubernetes.nodes',
});
