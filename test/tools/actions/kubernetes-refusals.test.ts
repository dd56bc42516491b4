import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { status, type ApiServer } from '../../helpers/kubernetes/api-server.js';
import { CHECKOUT, connect, startCluster } from '../../helpers/kubernetes/connect.js';
import { templateOf, type Workload } from '../../helpers/kubernetes/objects.js';
import type { StubAnswer } from '../../helpers/http-stub.js';
import type { ActionCatalogue } from '../../../src/remediation/action-catalogue.js';
import { ConfigFile } from '../../../src/config/file.js';
import { UncertainOutcomeError, UpstreamError, UserInputError } from '../../../src/shared/errors.js';
import { catalogueWith, RUN, signal } from './catalogue-with.js';

const RESTART = { workload: 'checkout' };

let server: ApiServer;
let actions: ActionCatalogue;
let close: () => void;

beforeEach(async () => {
  server = await startCluster();
  ({ actions, close } = connect(server, { timeoutMs: 400 }));
  // The vendor's package is loaded outside of any time limit.
  await actions.plan('restart_workload', RESTART, signal());
});
afterEach(async () => {
  close();
  await server.close();
});

const workload = () => server.objects.get(CHECKOUT) as Workload;

async function approveRestart(): Promise<() => Promise<unknown>> {
  const { plan } = await actions.plan('restart_workload', RESTART, signal());
  const run = { ...RUN, idempotencyKey: 'key-1', targetVersion: plan.target.version, signal: signal() };
  return () => actions.execute('restart_workload', RESTART, run).catch((error: unknown) => error);
}

/** Once, before the next real change arrives. */
function beforeChange(act: () => StubAnswer | undefined | void): void {
  server.intercept = ({ method, query }) => {
    if (method !== 'PATCH' || query.has('dryRun')) return undefined;
    server.intercept = undefined;
    return act() ?? undefined;
  };
}

describe('a change in Kubernetes', () => {
  test('goes through when only the status was written meanwhile', async () => {
    const run = await approveRestart();
    beforeChange(() => server.touchStatus(CHECKOUT, { availableReplicas: 3 }));
    expect(await run()).toMatchObject({ output: 'Done: Restart deployment shop/checkout in cluster prod.' });
    expect(server.changes).toHaveLength(1);
  });

  test.each(['before it is run', 'between our look and our change'])(
    'is not made when somebody releases %s',
    async (when) => {
      const run = await approveRestart();
      const release = () => server.release(CHECKOUT, templateOf('shop/checkout:2'));
      if (when === 'before it is run') release();
      else beforeChange(release);

      const error = await run();
      expect(error).toBeInstanceOf(UpstreamError);
      expect(error).not.toBeInstanceOf(UncertainOutcomeError);
      expect(error).toMatchObject({
        message: expect.stringContaining('has changed since this was approved, so nothing was done'),
      });
      expect(server.changes).toEqual([]);
      expect(workload().spec.template).toEqual(templateOf('shop/checkout:2'));
    },
  );

  test('gives up when the object never stands still', async () => {
    const run = await approveRestart();
    let tries = 0;
    server.intercept = ({ method }) => {
      if (method !== 'PATCH') return undefined;
      tries += 1;
      server.touchStatus(CHECKOUT, { availableReplicas: tries % 2 });
      return undefined;
    };
    expect(await run()).toMatchObject({
      status: 409,
      message: expect.stringContaining('changed by somebody else'),
    });
    expect(tries).toBe(5);
    expect(server.changes).toEqual([]);
  });

  test.each<[string, StubAnswer]>([
    ['no answer', 'hang'],
    ['a broken connection', 'drop'],
    ["a gateway's time-out", status(504, 'Timeout: request did not complete')],
    ['a failure of its store', status(500, 'etcdserver: request timed out')],
  ])('has an uncertain outcome after %s', async (_what, answer) => {
    const run = await approveRestart();
    beforeChange(() => answer);
    const error = await run();
    expect(error).toBeInstanceOf(UncertainOutcomeError);
    expect(error).toMatchObject({
      message: expect.stringContaining('Look at deployment shop/checkout before anybody repeats this.'),
    });
  });

  test.each<[number, string, string]>([
    [401, 'Unauthorized', 'renew the credentials named under actions.kubernetes.clusters'],
    [403, 'User "firewatch" cannot patch resource', 'the rights described in docs/actions/kubernetes.md'],
    [422, 'spec.template is invalid', 'refused (422: "spec.template is invalid")'],
    [429, 'Too many requests', 'refused (429'],
  ])('fails for certain after %i', async (code, said, advice) => {
    const run = await approveRestart();
    beforeChange(() => status(code, said));
    const error = await run();
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).not.toBeInstanceOf(UncertainOutcomeError);
    expect(error).toMatchObject({ message: expect.stringContaining(advice) });
    expect(String(error)).toContain(said);
  });

  test('is not proposed without the right to make it', async () => {
    server.intercept = ({ query }) =>
      query.has('dryRun') ? status(403, 'cannot patch resource "deployments"') : undefined;
    await expect(actions.plan('restart_workload', RESTART, signal())).rejects.toThrow(
      'cannot patch resource "deployments"',
    );
  });

  test('fails for certain while the API server cannot be reached', async () => {
    const run = await approveRestart();
    await server.close();
    const error = await run();
    expect(error).not.toBeInstanceOf(UncertainOutcomeError);
    expect(error).toMatchObject({ message: expect.stringContaining('so nothing was changed') });
  });

  test.each<[string, string, object, string]>([
    [
      'a workload that nobody listed',
      'restart_workload',
      { workload: 'payroll' },
      'No workload named payroll',
    ],
    ['a path', 'restart_workload', { workload: '../secrets/x' }, 'refuses workload'],
    ['a namespace of a caller', 'restart_workload', { ...RESTART, namespace: 'kube-system' }, 'refuses'],
    ['a node that nobody listed', 'cordon_node', { node: 'worker-2' }, 'No node named worker-2'],
    ['more replicas', 'scale_workload', { ...RESTART, replicas: 9 }, '2 to 8 replicas, not 9'],
    ['fewer replicas', 'scale_workload', { ...RESTART, replicas: 1 }, '2 to 8 replicas, not 1'],
    ['half a replica', 'scale_workload', { ...RESTART, replicas: 2.5 }, 'refuses replicas'],
    [
      'bounds that nobody set',
      'scale_workload',
      { workload: 'stock', replicas: 4 },
      'set minReplicas and max',
    ],
    ['no change', 'scale_workload', { ...RESTART, replicas: 4 }, 'has 4 replicas already'],
  ])('is refused for %s', async (_what, name, args, words) => {
    const before = server.requests.length;
    await expect(actions.plan(name, args, signal())).rejects.toThrow(words);
    await expect(actions.plan(name, args, signal())).rejects.toBeInstanceOf(UserInputError);
    expect(server.requests.slice(before).filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('tells the operator what to mend in the configuration', async () => {
    const plan = (name: string) => actions.plan('restart_workload', { workload: name }, signal());
    await expect(plan('gone')).rejects.toThrow(
      'has no deployment shop/gone (404: ""gone" not found"); correct actions.kubernetes.workloads',
    );
    const elsewhere = connect(server, { context: 'another' });
    await expect(elsewhere.actions.plan('restart_workload', RESTART, signal())).rejects.toThrow(
      'it has no context another. Mend the entry under actions.kubernetes.clusters.',
    );
    elsewhere.close();
    const other = connect({ url: 'ftp://api.example' });
    await expect(other.actions.plan('restart_workload', RESTART, signal())).rejects.toThrow(
      'context executor names no cluster with an https:// or http:// address. Mend the entry under',
    );
    other.close();
    await expect(elsewhere.actions.plan('restart_workload', RESTART, signal())).rejects.toThrow('ENOENT');
    await expect(catalogueWith({}).plan('restart_workload', RESTART, signal())).rejects.toThrow(
      'list clusters and workloads under actions.kubernetes',
    );
  });
});

test.each<[string, object, string, string]>([
  [
    'a cluster without credentials',
    { clusters: [{ name: 'prod' }] },
    'clusters.0',
    'kubeconfig with context',
  ],
  [
    'a kubeconfig without a context',
    { clusters: [{ name: 'prod', kubeconfig: '/etc/kubeconfig' }] },
    'clusters.0',
    'kubeconfig with context',
  ],
  [
    'a workload of an unknown cluster',
    { workloads: [{ name: 'checkout', service: 'checkout', cluster: 'prod', namespace: 'shop' }] },
    'workloads.0.cluster',
    'from actions.kubernetes.clusters',
  ],
  [
    'one object under two names for two services',
    {
      clusters: [{ name: 'prod', inCluster: true }],
      workloads: [
        { name: 'orders-db', service: 'orders-db', cluster: 'prod', namespace: 'shop' },
        { name: 'other', service: 'checkout', resource: 'orders-db', cluster: 'prod', namespace: 'shop' },
      ],
    },
    'workloads.1.service',
    'must be orders-db, as in the other entry',
  ],
  [
    'bounds the wrong way round',
    {
      clusters: [{ name: 'prod', inCluster: true }],
      workloads: [
        {
          name: 'checkout',
          service: 'checkout',
          cluster: 'prod',
          namespace: 'shop',
          minReplicas: 5,
          maxReplicas: 2,
        },
      ],
    },
    'workloads.0.maxReplicas',
    'at least minReplicas',
  ],
  [
    'a name that leaves its place in a path',
    {
      clusters: [{ name: 'prod', inCluster: true }],
      nodes: [{ name: 'worker', service: 'checkout', cluster: 'prod', resource: '../pods' }],
    },
    'nodes.0.resource',
    'exact name',
  ],
  [
    'the same name twice',
    {
      clusters: [
        { name: 'prod', inCluster: true },
        { name: 'prod', inCluster: true },
      ],
    },
    'clusters.1.name',
    'twice',
  ],
])('the configuration of Kubernetes refuses %s', (_what, kubernetes, path, words) => {
  const { error } = ConfigFile.safeParse({ actions: { kubernetes } });
  expect(error?.issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([
    [`actions.kubernetes.${path}`, expect.stringContaining(words)],
  ]);
});
