import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rcaTopology } from '../../bench/suites/rca-topology.js';

const NODES = ['page', 'shop', 'store', 'idle'];
const STEP = 300;

/** Rows of a capture; `factor` multiplies a node's usual latency in a row. */
function capture(rows: number, start: number, factor: (node: string, row: number) => number): string {
  const columns = NODES.flatMap((node) => [
    [node, 'latency', 'Average'],
    [node, 'availability', 'Average'],
    [node, 'requests', 'Sum'],
  ]);
  const head = [0, 1, 2].map((level) =>
    ['microservice', 'metric', 'statistic'][level]!.concat(
      ',',
      columns.map((column) => column[level]).join(','),
    ),
  );
  const data = Array.from({ length: rows }, (_, row) => {
    const cells = NODES.flatMap((node, place) => {
      const noise = 1 + 0.02 * Math.sin(row * (1.3 + place));
      return [String(0.1 * noise * factor(node, row)), node === 'idle' ? '' : '100', '100'];
    });
    return [start + row * STEP, ...cells].join(',');
  });
  return [...head, `unix_timestamp${','.repeat(columns.length)}`, ...data].join('\n');
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firewatch-topology-'));
  const scenario = join(folder, 'petshop', 'calm');
  const write = (path: string, text: string) => {
    mkdirSync(join(scenario, path, '..'), { recursive: true });
    writeFileSync(join(scenario, path), text);
  };
  const graph = [`,${NODES.join(',')}`, 'page,0,1,0,1', 'shop,0,0,1,0', 'store,0,0,0,0', 'idle,0,0,0,0'];
  write('graph.csv', graph.join('\n'));
  write(
    'noissue/metrics.csv',
    capture(60, 1_000_000, () => 1),
  );
  const target = (node: string, command = 'put-parameter pagelimit') =>
    JSON.stringify({
      metadata: { reproducibility: { command } },
      target: { node: 'page', metric: 'latency', agg: 'Average', timestamp: 500 },
      root_cause: { node, metric: null },
    });
  write(
    'train/issue_0/metrics.csv',
    capture(5, 0, (node, row) => (row >= 2 && node !== 'idle' ? 4 : 1)),
  );
  write('train/issue_0/target.json', target('store', 'put-parameter storedelay'));
  write(
    'test/issue_1/metrics.csv',
    capture(5, 0, (node, row) => (row >= 2 && ['page', 'shop'].includes(node) ? 4 : 1)),
  );
  write('test/issue_1/target.json', target('shop'));
  write('test/issue_2/metrics.csv', capture(5, 0, () => 1).replace(/,100$/m, ',many'));
  write('test/issue_2/target.json', target('shop'));
  mkdirSync(join(folder, 'petshop', 'empty'));
  writeFileSync(join(folder, 'petshop', 'empty', 'graph.csv'), graph.join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('ranks issues, stays silent without one, and names what it cannot read', async () => {
  const { table, result } = await rcaTopology.run({ data: folder, flags: [], say: () => undefined });

  expect(result).toMatchObject({
    n: 2,
    top1: 1,
    top3: 1,
    specificity: 1,
    systems: { 'calm, latency': { n: 2, top1: 1, specificity: 1 } },
    changes: { n: 2, top1: 1, blinded: 1 },
    calibration: { ours: { n: 2, accuracy: 1, brierOfBaseRate: 0 } },
    skipped: 2,
  });
  expect(result['baselines']).toMatchObject({ traversal: { n: 2 }, robustZ: { n: 2, specificity: 0 } });
  expect(table.notes?.join('\n')).toMatch(/Confidence of ours: \d\.\d\d on average, right in 1\.00 of 2/);
  expect(table.notes?.join('\n')).toMatch(/issue_2\/metrics\.csv:5: "many" in column 13 is not a number/);
  expect(table.notes?.join('\n')).toMatch(/empty\/noissue\/metrics\.csv: is missing/);
});
