import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { scorePartition } from '../../bench/grouping/scores.js';
import { grouping } from '../../bench/suites/grouping.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firewatch-grouping-'));
  const write = (file: string, text: string) => {
    mkdirSync(join(folder, 'alert-rca', 'one'), { recursive: true });
    writeFileSync(join(folder, 'alert-rca', 'one', file), text);
  };
  const services = ['shop', 'store', 'bank'];
  const graph = {
    nodes: services.map((id) => ({ id, type: 'Service', attributes: {} })),
    edges: [
      { source: 'shop', label: 'control_flow', target: 'store' },
      { source: 'store', label: 'control_flow', target: 'bank' },
    ],
  };
  const metrics = (at: number) =>
    services.flatMap((service) =>
      ['a', 'b', 'c', 'd'].map((name) => [String(at), service, null, name, 'up'] as const),
    );
  const later = (at: number) => [...metrics(at), [String(at + 400_000), 'shop', null, 'late', 'up']];
  write('label.csv', ['fault_id,fault_entity', '0,shop', '1,store'].join('\n'));
  write('one-KG.json', JSON.stringify(graph));
  write('metrics.json', JSON.stringify({ '0': later(0), '1': later(3_600_000) }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('tells sets apart that overlap, which a gap in time cannot', async () => {
  const { table, result } = await grouping.run({
    data: folder,
    flags: ['--seeds', '2'],
    say: () => undefined,
  });

  expect(result).toMatchObject({
    n: 2,
    systems: 1,
    alerts: 26,
    streams: { 'two, by 50 %': { ari: expect.any(Number) } },
    baselines: { 'gap > 300 s': { ari: expect.any(Number) } },
    skipped: 0,
  });
  const of = (key: string) => (result as Record<string, { 'two, by 50 %': { ari: number } }>)[key];
  expect(of('streams')?.['two, by 50 %'].ari).toBeGreaterThan(0.7);
  expect(table.rows[0]?.[0]).toBe('ours');
});

test('agreement is 1 for the same partition, 0 by chance, and counts pairs', () => {
  expect(scorePartition(['a', 'a', 'b'], ['x', 'x', 'y'])).toEqual({ ari: 1, pairF1: 1 });
  expect(scorePartition(['a', 'a', 'a', 'a'], ['x', 'x', 'y', 'y'])).toEqual({ ari: 0, pairF1: 0.5 });
});
