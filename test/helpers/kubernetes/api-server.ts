/**
 * A stand-in for Kubernetes' API server with its controllers, as far as our calls go: optimistic locking by
 * `resourceVersion`, three kinds of patches, `dryRun=All`, the `scale` subresource, Status objects, revisions, and rollouts
 * that end when the test says so.
 */
import { randomUUID } from 'node:crypto';
import { startHttpStub, type HttpStub, type StubAnswer, type StubRequest } from '../http-stub.js';
import { APPS, isWorkload, type Stored, type Template, type Workload } from './objects.js';
import { applyJsonPatch, mergePatch } from './patches.js';

export interface ApiServer extends HttpStub {
  /** By path. */
  readonly objects: Map<string, Stored>;
  /** Runs before each request; what it returns is answered instead. */
  intercept: ((request: StubRequest) => StubAnswer | undefined) | undefined;
  /** Real changes so far, none of them a dry run. */
  readonly changes: StubRequest[];
  put(path: string, object: Omit<Stored, 'metadata'>, labels?: Record<string, string>): Stored;
  /** What a controller or a kubelet writes: a new resourceVersion and no new generation. */
  touchStatus(path: string, status: Record<string, unknown>): void;
  /** Somebody else's new release. */
  release(path: string, template: Template): void;
  /** The controllers bring about what is wanted. */
  settle(path: string): void;
}

const LISTS = /\/(replicasets|controllerrevisions|nodes|horizontalpodautoscalers|poddisruptionbudgets)$/;

export const TOKEN = 'executor-token';

export async function startApiServer(): Promise<ApiServer> {
  const objects = new Map<string, Stored>();
  const changes: StubRequest[] = [];
  let version = 100;
  const nextVersion = () => String((version += 1));

  function store(path: string, next: Stored, before: Stored | undefined): void {
    next.metadata.resourceVersion = nextVersion();
    const isNew = JSON.stringify(next.spec) !== JSON.stringify(before?.spec);
    if (isNew) next.metadata.generation += 1;
    objects.set(path, next);
    if (isNew && isWorkload(next)) keepRevision(path, next);
  }

  /** As the controllers do: one revision for each template, and the one that is run again gets the highest number. */
  function keepRevision(path: string, owner: Workload): void {
    const isDeployment = path.includes('/deployments/');
    const folder = `${APPS}/${isDeployment ? 'replicasets' : 'controllerrevisions'}/`;
    const owned = [...objects].filter(
      ([key, { metadata }]) =>
        key.startsWith(folder) && metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid),
    );
    const essence = JSON.stringify(owner.spec.template);
    const same = owned.find(([, { metadata }]) => metadata.annotations?.['test/essence'] === essence);
    const numbers = owned.map(([, { metadata }]) => Number(metadata.annotations?.['test/revision']));
    const revision = Math.max(0, ...numbers) + 1;
    if (
      same &&
      numbers.length > 0 &&
      Number(same[1].metadata.annotations?.['test/revision']) === revision - 1
    )
      return;
    const name = same?.[1].metadata.name ?? `${owner.metadata.name}-${revision}`;
    const hash = `h${revision}`;
    const { metadata, spec } = structuredClone(owner.spec.template);
    const template = isDeployment
      ? { metadata: { ...metadata, labels: { ...metadata.labels, 'pod-template-hash': hash } }, spec }
      : { $patch: 'replace', metadata, spec };
    objects.set(`${folder}${name}`, {
      metadata: {
        name,
        uid: randomUUID(),
        resourceVersion: nextVersion(),
        generation: 1,
        labels: { app: 'checkout' },
        annotations: {
          'deployment.kubernetes.io/revision': String(revision),
          'test/revision': String(revision),
          'test/essence': essence,
        },
        ownerReferences: [{ uid: owner.metadata.uid, controller: true }],
      },
      ...(isDeployment ? { spec: { template } } : { spec: {}, revision, data: { spec: { template } } }),
    });
  }

  function list(folder: string, query: URLSearchParams): StubAnswer {
    const wanted = (query.get('labelSelector') ?? '').split(',').filter((part) => part !== '');
    const items = [...objects]
      .filter(([key]) => key.startsWith(`${folder}/`))
      .map(([, object]) => object)
      .filter(({ metadata }) =>
        wanted.every((part) => {
          const [name = '', value] = part.split('=');
          return metadata.labels?.[name] === value;
        }),
      );
    return { body: { kind: 'List', items } };
  }

  function patch(request: StubRequest): StubAnswer {
    const isScale = request.path.endsWith('/scale');
    const path = isScale ? request.path.slice(0, -'/scale'.length) : request.path;
    const before = objects.get(path);
    if (!before) return notFound(path);
    const body: unknown = JSON.parse(request.body);
    const next = structuredClone(before);
    const type = request.headers['content-type'];
    if (type === 'application/merge-patch+json') mergePatch(next, body);
    else if (type === 'application/json-patch+json' && !isScale) applyJsonPatch(next, body);
    else return status(415, `the body of the request was in an unknown format: ${type}`);
    if (next.metadata.resourceVersion !== before.metadata.resourceVersion)
      return status(
        409,
        `Operation cannot be fulfilled on "${before.metadata.name}": the object has been modified; ` +
          'please apply your changes to the latest version and try again',
      );
    if (request.query.get('dryRun') === 'All') return { body: next };
    changes.push(request);
    store(path, next, before);
    return { body: next };
  }

  function answer(request: StubRequest): StubAnswer {
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return status(401, 'Unauthorized');
    const instead = server.intercept?.(request);
    if (instead !== undefined) return instead;
    if (request.method === 'PATCH') return patch(request);
    if (LISTS.test(request.path)) return list(request.path, request.query);
    const object = objects.get(request.path);
    return object ? { body: object } : notFound(request.path);
  }

  const stub = await startHttpStub(answer);
  const server: ApiServer = {
    ...stub,
    objects,
    changes,
    intercept: undefined,
    put(path, object, labels) {
      const name = path.split('/').at(-1) ?? '';
      const stored: Stored = {
        ...object,
        metadata: {
          name,
          uid: randomUUID(),
          resourceVersion: '',
          generation: 0,
          ...(labels ? { labels } : {}),
        },
      };
      store(path, stored, undefined);
      return stored;
    },
    touchStatus(path, changed) {
      const object = structuredClone(objects.get(path)!);
      object.status = { ...object.status, ...changed };
      store(path, object, object);
    },
    release(path, template) {
      const before = objects.get(path)!;
      store(path, { ...structuredClone(before), spec: { ...before.spec, template } }, before);
    },
    settle(path) {
      const object = objects.get(path)!;
      const replicas = object.spec['replicas'];
      server.touchStatus(path, {
        observedGeneration: object.metadata.generation,
        replicas,
        updatedReplicas: replicas,
        availableReplicas: replicas,
      });
    },
  };
  return server;
}

function notFound(path: string): StubAnswer {
  return status(404, `"${path.split('/').at(-1)}" not found`);
}

/** As the API server says no. */
export function status(code: number, message: string): StubAnswer {
  return { status: code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code } };
}
