import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ApiServer } from '../../helpers/kubernetes/api-server.js';
import {
  CHECKOUT,
  connect,
  NODE,
  OTHER_NODE,
  startCluster,
  STOCK,
} from '../../helpers/kubernetes/connect.js';
import { templateOf, type Workload } from '../../helpers/kubernetes/objects.js';
import { requireRights } from '../../helpers/kubernetes/rights.js';
import type { ActionCatalogue } from '../../../src/remediation/action-catalogue.js';
import { RUN, signal } from './catalogue-with.js';

let server: ApiServer;
let actions: ActionCatalogue;
let close: () => void;

beforeEach(async () => {
  server = await startCluster();
  ({ actions, close } = connect(server));
});
afterEach(async () => {
  close();
  await server.close();
  requireRights(server.requests);
});

const workload = (path = CHECKOUT) => server.objects.get(path) as Workload;

/** Plans, and runs exactly what was planned. */
async function approve(name: string, args: object, key = 'key-1') {
  const { plan, arguments: stored } = await actions.plan(name, args, signal());
  const run = { ...RUN, idempotencyKey: key, targetVersion: plan.target.version, signal: signal() };
  return {
    plan,
    run: () => actions.execute(name, stored, run),
    check: () => actions.check(name, stored, signal()),
  };
}

describe('a restart in Kubernetes', () => {
  test('is tried out first, done once, and has worked when all replicas are new', async () => {
    const before = structuredClone(workload());
    const { plan, run, check } = await approve('restart_workload', { workload: 'checkout' });
    expect(plan).toMatchObject({
      effect: 'Restart deployment shop/checkout in cluster prod',
      target: { name: 'deployment shop/checkout in cluster prod' },
      dryRun:
        '4 of 4 replicas are available now. At most 1 may be away at once. The API server accepts the change in a dry run.',
      risk: 'low',
      isIdempotent: true,
      isReversible: false,
      service: 'checkout',
      blastRadius: { replicas: 4, capacityShare: 0.25 },
      undo: null,
    });
    expect(workload()).toEqual(before);
    expect(server.requests.at(-1)?.query.get('dryRun')).toBe('All');

    await run();
    const again = await run();
    expect(again.output).toContain('restarted by this run already');
    expect(server.changes).toHaveLength(1);
    expect(server.changes[0]?.query.get('fieldManager')).toBe('firewatch');
    expect(workload().spec.template).toEqual({
      ...before.spec.template,
      metadata: { ...before.spec.template.metadata, annotations: { 'firewatch.dev/restarted-by': 'key-1' } },
    });
    // A worker that takes up an interrupted run sees the same target.
    const replanned = await actions.plan('restart_workload', { workload: 'checkout' }, signal());
    expect(replanned.plan.target).toEqual(plan.target);

    expect(await check()).toEqual({ isReached: false, text: 'the controller has not seen the change yet' });
    const seen = { observedGeneration: workload().metadata.generation };
    server.touchStatus(CHECKOUT, { ...seen, updatedReplicas: 2 });
    expect((await check())?.text).toBe('2 of 4 replicas run the newest revision');
    server.touchStatus(CHECKOUT, { updatedReplicas: 4, replicas: 5 });
    expect((await check())?.text).toBe('1 replicas too many are still there');
    server.touchStatus(CHECKOUT, {
      replicas: 4,
      availableReplicas: 3,
      conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
    });
    expect((await check())?.text).toBe('3 of 4 replicas are available; the rollout is stuck');
    server.settle(CHECKOUT);
    expect(await check()).toEqual({ isReached: true, text: '4 of 4 replicas run the newest revision' });
  });

  test('is refused where it would exchange nothing', async () => {
    workload(STOCK).spec.updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 3 } };
    await expect(approve('restart_workload', { workload: 'stock' })).rejects.toThrow(
      'keeps all 3 replicas as they are (updateStrategy.rollingUpdate.partition)',
    );
    workload().spec.paused = true;
    await expect(approve('restart_workload', { workload: 'checkout' })).rejects.toThrow('is paused');
    workload(STOCK).spec.updateStrategy = { type: 'OnDelete' };
    await expect(approve('restart_workload', { workload: 'stock' })).rejects.toThrow('OnDelete');
  });
});

describe('a rollback in Kubernetes', () => {
  test.each([
    ['deployment', CHECKOUT, 'checkout', 'deployment shop/checkout'],
    ['statefulset', STOCK, 'stock', 'statefulset shop/stock-db'],
  ])(
    'of a %s goes back past mere restarts, as a whole, and can be taken back',
    async (_kind, path, name, what) => {
      const old = structuredClone(workload(path).spec.template);
      const bad = templateOf('shop/new:2', { env: [{ name: 'FAST', value: '1' }] });
      server.release(path, bad);
      const restarted = structuredClone(bad);
      restarted.metadata.annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-11-23T07:00:00Z' };
      server.release(path, restarted);
      server.settle(path);

      const { plan, run, check } = await approve('undo_rollout', { workload: name });
      const [{ image } = { image: '' }] = old.spec['containers'] as { image: string }[];
      expect(plan).toMatchObject({
        effect: `Roll ${what} in cluster prod back to revision 1 (${image})`,
        dryRun: expect.stringContaining('It runs revision 3 (shop/new:2);'),
        isIdempotent: false,
        isReversible: true,
        blastRadius: { capacityShare: 1 },
        undo: {
          action: 'undo_rollout',
          arguments: { workload: name, revision: 3 },
          effect: `Roll ${what} in cluster prod back to revision 3 (shop/new:2)`,
        },
      });
      expect(server.changes).toEqual([]);
      await run();
      expect(workload(path).spec.template).toEqual(old);
      expect((await check())?.isReached).toBe(false);
      // The target has become another: what was approved once is not done to it again.
      await expect(run()).rejects.toThrow('has changed since this was approved');
      expect(server.changes).toHaveLength(1);

      const back = await approve('undo_rollout', plan.undo!.arguments);
      expect(back.plan.effect).toBe(plan.undo!.effect);
      await back.run();
      expect(workload(path).spec.template).toEqual(restarted);
      server.settle(path);
      expect((await back.check())?.isReached).toBe(true);
    },
  );

  test('is refused where there is nothing to go back to', async () => {
    await expect(approve('undo_rollout', { workload: 'checkout' })).rejects.toThrow(
      'the cluster knows 1 of it and keeps 10 old ones (revisionHistoryLimit). Deploy the version before',
    );
    await expect(approve('undo_rollout', { workload: 'checkout', revision: 1 })).rejects.toThrow(
      'runs revision 1 already',
    );
    await expect(approve('undo_rollout', { workload: 'checkout', revision: 9 })).rejects.toThrow(
      'keeps no revision 9',
    );
  });
});

test('Kubernetes gives a workload more replicas within the bounds, and the old number again', async () => {
  const { plan, run, check } = await approve('scale_workload', { workload: 'checkout', replicas: 6 });
  expect(plan).toMatchObject({
    effect: 'Scale deployment shop/checkout in cluster prod from 4 to 6 replicas',
    isIdempotent: true,
    blastRadius: { replicas: 2, capacityShare: 0.5 },
    undo: { action: 'scale_workload', arguments: { workload: 'checkout', replicas: 4 } },
  });
  expect(workload().spec.replicas).toBe(4);
  await run();
  expect((await run()).output).toContain('has 6 replicas already');
  expect(server.changes.map(({ path }) => path)).toEqual([`${CHECKOUT}/scale`]);
  expect(workload().spec.replicas).toBe(6);
  expect((await check())?.isReached).toBe(false);
  server.settle(CHECKOUT);
  expect((await check())?.isReached).toBe(true);

  const back = await approve('scale_workload', plan.undo!.arguments);
  expect(back.plan.effect).toBe(plan.undo!.effect);
  await back.run();
  expect(workload().spec.replicas).toBe(4);
  expect(await check()).toEqual({ isReached: false, text: '4 replicas are wanted, not 6' });
});

test('Kubernetes closes a node for new pods and opens it again, but never closes the last one', async () => {
  const { plan, run, check } = await approve('cordon_node', { node: 'worker-1' });
  expect(plan).toMatchObject({
    effect: 'Cordon node worker-1.example in cluster prod',
    dryRun: expect.stringContaining('2 nodes take new pods now; this one is ready. Pods on it stay.'),
    blastRadius: { replicas: 0, capacityShare: 0.5 },
    undo: { action: 'uncordon_node', arguments: { node: 'worker-1' } },
  });
  await run();
  expect(server.objects.get(NODE)?.spec).toEqual({ unschedulable: true });
  expect((await run()).output).toContain('is cordoned already');
  expect(await check()).toEqual({ isReached: true, text: 'the node is cordoned' });
  await expect(approve('cordon_node', { node: 'worker-1' })).rejects.toThrow('is cordoned already');

  const back = await approve('uncordon_node', plan.undo!.arguments);
  expect(back.plan.effect).toBe(plan.undo!.effect);
  await back.run();
  expect(server.objects.get(NODE)?.spec).toEqual({ unschedulable: false });

  server.objects.get(OTHER_NODE)!.spec['unschedulable'] = true;
  await expect(approve('cordon_node', { node: 'worker-1' })).rejects.toThrow('is the last one');
});
