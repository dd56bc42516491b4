import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rcaAlerts } from '../../bench/suites/rca-alerts.js';

const PODS = ['shop-0', 'shop-1', 'shop-2'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firewatch-alerts-'));
  const write = (system: string, file: string, text: string) => {
    mkdirSync(join(folder, 'alert-rca', system), { recursive: true });
    writeFileSync(join(folder, 'alert-rca', system, file), text);
  };
  const edge = (source: string, label: string, target: string) => ({ source, target, label });
  const graph = {
    nodes: [
      { id: 'shop', type: 'Service', attributes: {} },
      { id: 'store', type: 'Service', attributes: {} },
      { id: 'node-1', type: 'Host', attributes: {} },
      ...PODS.map((id) => ({ id, type: 'Service_Instance', attributes: {} })),
    ],
    edges: [
      edge('shop', 'control_flow', 'store'),
      ...PODS.flatMap((pod) => [edge('shop', 'has_instance', pod), edge('node-1', 'hosts', pod)]),
    ],
  };
  const labels = ['fault_id,fault_level,fault_entity', '0,service,shop', '1,pod,shop-1', '2,node,node-1'];
  const noise = (at: number) => [String(at), 'shop-0', 'node-1', 'threads', 'up'];
  const alert = (at: number, entity: string, metric: string) => [String(at), entity, null, metric, 'up'];
  const alerts = {
    '0': [noise(1000), ...PODS.map((pod) => alert(1000, pod, 'cpu'))],
    '1': [noise(2000), alert(2000, 'shop-1', 'disk')],
    '2': [noise(3000), alert(3000, 'node-1', 'memory')],
  };
  write('one', 'label.csv', labels.join('\n'));
  write('one', 'one-KG.json', JSON.stringify(graph));
  write('one', 'metrics.json', JSON.stringify(alerts));
  write('broken', 'label.csv', labels.join('\n'));
  write('broken', 'broken-KG.json', '{"nodes": [');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('finds services, instances and hosts, and leaves out a system that is broken', async () => {
  const { table, result } = await rcaAlerts.run({ data: folder, flags: [], say: () => undefined });

  expect(result).toMatchObject({
    n: 3,
    top1: 1,
    top3: 1,
    systems: { one: { n: 3, top1: 1 } },
    levels: { node: { n: 1 }, pod: { n: 1 }, service: { n: 1 } },
    lenient: { top1: 1 },
    variants: { earlierOnly: { n: 3 }, noHistory: { n: 3 } },
    baselines: { count: { n: 3 }, idf: { n: 3 } },
    calibration: { ours: { n: 3, accuracy: 1 }, earlierOnly: { n: 3 }, noHistory: { n: 3 } },
    skipped: 1,
  });
  expect(table.notes?.join('\n')).toMatch(/Confidence of ours: 0\.\d\d on average, right in 1\.00 of 3/);
  expect(table.notes?.join('\n')).toMatch(/broken-KG\.json: is not JSON/);
});
