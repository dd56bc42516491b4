/** What the dry run of a change in Kubernetes tells a careful person, and what it refuses because something would undo it. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { status, type ApiServer } from '../../helpers/kubernetes/api-server.js';
import { CHECKOUT, connect, startCluster, STOCK } from '../../helpers/kubernetes/connect.js';
import { templateOf, type Workload } from '../../helpers/kubernetes/objects.js';
import { requireRights } from '../../helpers/kubernetes/rights.js';
import type { ActionCatalogue } from '../../../src/remediation/action-catalogue.js';
import { UserInputError } from '../../../src/shared/errors.js';
import { RUN, signal } from './catalogue-with.js';

const AUTOSCALERS = '/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers';
const BUDGETS = '/apis/policy/v1/namespaces/shop/poddisruptionbudgets';

let server: ApiServer;
let actions: ActionCatalogue;
let close: () => void;

beforeEach(async () => {
  server = await startCluster();
  ({ actions, close } = connect(server, { minReplicas: 0 }));
});
afterEach(async () => {
  close();
  await server.close();
  requireRights(server.requests);
});

const workload = (path = CHECKOUT) => server.objects.get(path) as Workload;
const plan = async (name: string, args: object) => (await actions.plan(name, args, signal())).plan;
const scale = (replicas: number) => plan('scale_workload', { workload: 'checkout', replicas });
const run = (replicas: number, targetVersion: string) =>
  actions.execute(
    'scale_workload',
    { workload: 'checkout', replicas },
    { ...RUN, idempotencyKey: 'key-1', targetVersion, signal: signal() },
  );

function autoscale(name: string, minReplicas: number, target = name): void {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: target };
  server.put(`${AUTOSCALERS}/${name}`, { spec: { scaleTargetRef, minReplicas, maxReplicas: 6 } });
}

describe('a scaling that an autoscaler would take back', () => {
  test.each([
    [8, `patch hpa checkout --patch '{"spec":{"minReplicas":8,"maxReplicas":8}}'`],
    [5, `patch hpa checkout --patch '{"spec":{"minReplicas":5}}'`],
    [3, `patch hpa checkout --patch '{"spec":{"maxReplicas":3}}'`],
    [1, `patch hpa checkout --patch '{"spec":{"minReplicas":1,"maxReplicas":1}}'`],
  ])('to %i is refused with what to do instead', async (replicas, command) => {
    autoscale('search', 1);
    await expect(scale(replicas)).resolves.toBeDefined();
    autoscale('checkout', 2);
    const error: unknown = await scale(replicas).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UserInputError);
    expect(String(error)).toContain(
      'HorizontalPodAutoscaler checkout keeps deployment shop/checkout in cluster prod between 2 and 6 replicas and would take the scaling back',
    );
    expect(String(error)).toContain(`kubectl -n shop ${command}`);
  });

  test('is not made either when the autoscaler comes after the approval', async () => {
    const { target } = await scale(5);
    autoscale('checkout', 2);
    await expect(run(5, target.version)).rejects.toThrow('would take the scaling back');
    expect(server.changes).toEqual([]);
  });

  test('is possible to nothing and back, which an autoscaler leaves alone, unless it goes down to nothing itself', async () => {
    autoscale('checkout', 2);
    const down = await scale(0);
    expect(down.dryRun).toContain('All 4 stop: nothing answers until it gets replicas again.');
    expect(down.dryRun).toContain('HorizontalPodAutoscaler checkout stands still until somebody');
    await run(0, down.target.version);
    const up = await scale(4);
    expect(up.dryRun).toContain(
      'HorizontalPodAutoscaler checkout takes over then, and keeps it between 2 and 6.',
    );
    await run(4, up.target.version);

    // It found that five are better.
    workload().spec.replicas = 5;
    server.settle(CHECKOUT);
    const check = () => actions.check('scale_workload', { workload: 'checkout', replicas: 4 }, signal());
    expect(await check()).toEqual({
      isReached: true,
      text: '5 of 5 replicas are available; HorizontalPodAutoscaler checkout took over',
    });
    server.objects.delete(`${AUTOSCALERS}/checkout`);
    expect(await check()).toEqual({ isReached: false, text: '5 replicas are wanted, not 4' });

    autoscale('checkout', 0);
    await expect(scale(0)).rejects.toThrow('would take the scaling back');
  });

  test.each([
    [403, 'the account of Firewatch may not list them (docs/actions/kubernetes.md)'],
    [404, 'the cluster has no autoscaling/v2'],
  ])('says so when that cannot be seen (%i)', async (code, why) => {
    server.intercept = ({ path }) => (path === AUTOSCALERS ? status(code, 'no') : undefined);
    const { dryRun, target } = await scale(5);
    expect(dryRun).toContain(
      `Whether a HorizontalPodAutoscaler would take it back could not be seen: ${why}.`,
    );
    await run(5, target.version);
    expect(workload().spec.replicas).toBe(5);
  });

  test('is not guessed when the API server fails', async () => {
    server.intercept = ({ path }) => (path === AUTOSCALERS ? status(500, 'etcdserver') : undefined);
    await expect(scale(5)).rejects.toThrow('etcdserver');
  });
});

test('a scaling tells of paused rollouts and of who puts Git back, and loses no volumes', async () => {
  workload().spec.paused = true;
  workload().metadata.annotations = {
    'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/checkout',
  };
  const { dryRun, target } = await scale(5);
  expect(dryRun).toBe(
    '4 of 4 replicas are available now. Whether there is room for more shows only afterwards. ' +
      'Its rollout is paused; replicas come and go all the same. ' +
      'Argo CD manages it and may put back what stands in Git: change it there too, or suspend the sync. ' +
      'The API server accepts the change in a dry run.',
  );
  await run(5, target.version);
  server.settle(CHECKOUT);
  // What a release left behind while it is paused says nothing about the number.
  server.touchStatus(CHECKOUT, { updatedReplicas: 0 });
  const check = await actions.check('scale_workload', { workload: 'checkout', replicas: 5 }, signal());
  expect(check).toEqual({ isReached: true, text: '5 of 5 replicas are available' });

  workload(STOCK).spec.persistentVolumeClaimRetentionPolicy = { whenScaled: 'Delete' };
  const smaller = plan('scale_workload', { workload: 'store', replicas: 2 });
  await expect(smaller).rejects.toThrow('Volumes of the replicas that go would be deleted');
});

test('a budget for disruptions that a change goes below is named, since the change does not ask it', async () => {
  const budget = (name: string, selector: object | undefined, disruptionsAllowed: number) =>
    server.put(`${BUDGETS}/${name}`, { spec: { selector }, status: { disruptionsAllowed } });
  const expression = { key: 'app', operator: 'In', values: ['checkout', 'search'] };
  budget('tight', { matchExpressions: [expression] }, 0);
  budget('roomy', {}, 3);
  budget('others', { matchLabels: { app: 'search' } }, 0);
  budget('nobody', undefined, 0);

  const restart = await plan('restart_workload', { workload: 'checkout' });
  expect(restart.dryRun).toContain(
    'PodDisruptionBudget tight lets 0 go now; it holds back evictions, not this change.',
  );
  expect(restart.dryRun).not.toMatch(/roomy|others|nobody/);
  expect((await scale(0)).dryRun).toContain('PodDisruptionBudget roomy lets 3 go now');
  expect((await scale(6)).dryRun).not.toContain('PodDisruptionBudget');
  server.intercept = ({ path }) => (path === BUDGETS ? status(403, 'no') : undefined);
  expect((await plan('restart_workload', { workload: 'checkout' })).dryRun).toContain(
    'Whether it goes below a PodDisruptionBudget could not be seen: the account of Firewatch may not list them',
  );
});

describe('the dry run of a rollout', () => {
  test('says when everything stops at once', async () => {
    workload().spec.strategy = { type: 'Recreate' };
    const { dryRun, blastRadius } = await plan('restart_workload', { workload: 'checkout' });
    expect(dryRun).toContain('All 4 stop before a new one starts (Recreate); nothing answers until then.');
    expect(blastRadius).toEqual({ replicas: 4, capacityShare: 1 });
  });

  test('reckons as the controllers do how many may be away', async () => {
    const away = async (name: string) => (await plan('restart_workload', { workload: name })).dryRun;
    workload().spec.replicas = 1;
    expect(await away('checkout')).toContain('At most 0 may be away');
    workload().spec.strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0 } };
    expect(await away('checkout')).toContain('At most 1 may be away');
    workload(STOCK).spec.updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '34%' } };
    expect(await away('stock')).toContain('At most 2 may be away');
  });

  test('says what a partition leaves alone', async () => {
    workload(STOCK).spec.ordinals = { start: 10 };
    workload(STOCK).spec.updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 12 } };
    const { dryRun, blastRadius } = await plan('restart_workload', { workload: 'stock' });
    expect(dryRun).toContain('Only 1 of 3 are exchanged; the others keep what they run (partition).');
    expect(blastRadius).toEqual({ replicas: 1, capacityShare: 1 / 3 });
  });

  test('says that one is under way, and that a statefulset waits for what is broken', async () => {
    server.release(STOCK, templateOf('shop/stock:bad'));
    server.touchStatus(STOCK, { updatedReplicas: 1, availableReplicas: 2 });
    workload(STOCK).metadata.labels = { 'kustomize.toolkit.fluxcd.io/name': 'shop' };
    const { dryRun } = await plan('undo_rollout', { workload: 'stock' });
    expect(dryRun).toBe(
      'It runs revision 2 (shop/stock:bad); 2 of 3 replicas are available now. ' +
        'Config maps, secrets and the number of replicas stay as they are. At most 1 may be away at once. ' +
        'A rollout is under way: 1 of 3 replicas run the newest revision. ' +
        'A statefulset waits for a replica that is not ready before it exchanges any: if it never gets ready, somebody has to delete that pod. ' +
        'Flux manages it and may put back what stands in Git: change it there too, or suspend the sync. ' +
        'The API server accepts the change in a dry run.',
    );
    workload(STOCK).spec.podManagementPolicy = 'Parallel';
    const parallel = await plan('undo_rollout', { workload: 'stock' });
    expect(parallel.dryRun).not.toContain('A statefulset waits');
  });
});
