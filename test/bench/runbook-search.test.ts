import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runbookSearch } from '../../bench/suites/runbook-search.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firewatch-runbooks-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  const path = join(folder, 'runbooks', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const PAGES: readonly (readonly [name: string, meaning: string])[] = [
  ['QueueBacklogGrowing', 'Messages arrive faster than the consumers take them, and the backlog grows.'],
  ['QueueConsumersGone', 'No consumer is connected to the queue any longer.'],
  ['CacheEvictionsHigh', 'The cache throws away entries because its memory is used up.'],
  ['CacheReplicaBehind', 'A replica of the cache lags behind its primary.'],
];

function writeSet(): void {
  for (const [name, meaning] of PAGES)
    write(
      `pages/${name.slice(0, 5).toLowerCase()}/${name}.md`,
      `---\ntitle: ${name}\n---\n# ${name}\n\n## Meaning\n\n${meaning}\n`,
    );
  write('pages/_index.md', '# All of them\n');
  write('pages/queue/README.md', '# The queue service\n\nWho runs it, and how.\n');
  const pair = (index: number, extra: object = {}) => {
    const [name = '', meaning = ''] = PAGES[index] ?? [];
    return {
      name,
      rb: `${name.slice(0, 5).toLowerCase()}/${name.toLowerCase()}`,
      summ: meaning,
      desc: '',
      expr: 'up == 0',
      ...extra,
    };
  };
  write(
    'pairs_one.json',
    JSON.stringify([
      pair(0),
      pair(1),
      pair(2),
      { name: 'QueueUnknown', rb: 'queue/README', title: 'The queue service has trouble.' },
      { name: 'NoTarget' },
      { name: 'Lost', rb: 'nowhere/lost' },
    ]),
  );
  write('pairs_two.json', JSON.stringify([pair(3), pair(3, { rb: 'cache/cacheevictionshigh' })]));
  write('pairs_bad.json', '[{"name": "A",\n');
  write(
    'rules/rules.yaml',
    'spec:\n  groups:\n  - name: a\n    rules:\n    - alert: DoorOpen\n      expr: door == 1\n      annotations: { summary: Somebody left the door of the rack open. }\n    - alert: QueueBacklogGrowing\n      expr: a\n    - record: b\n',
  );
  write('rules/bad.yaml', 'spec:\n  groups: [\n');
}

describe('the benchmark of the search for runbooks', () => {
  test('scores by name and with the name hidden, beside BM25; broken files cost themselves alone', async () => {
    writeSet();

    const { result, table } = await runbookSearch.run({
      data: folder,
      flags: ['--speed', '20'],
      say: () => {},
    });

    expect(result).toMatchObject({
      n: 4,
      r1: { name: 1, hidden: 1, hiddenAsTheyAre: 1 },
      r3: { name: 1, hidden: 1 },
      mrr: { name: 1, hidden: 1 },
      systems: { one: { n: 3 }, two: { n: 1 } },
      landingPages: { n: 1 },
      baselines: { BM25: { n: 4, r1: { name: expect.any(Number), hidden: expect.any(Number) } } },
      withoutPage: { hidden: { n: 1, abstains: 1, nTrue: 4, kept: 1 } },
      speed: { runbooks: 20, buildMs: expect.any(Number), queryMs: expect.any(Number) },
      skipped: 4,
      seconds: expect.any(Number),
    });
    const notes = table.notes?.join('\n');
    expect(notes).toMatch(/pairs_one\.json: row 5: rb: /);
    expect(notes).toMatch(/pairs_bad\.json: is not JSON/);
    expect(notes).toMatch(/bad\.yaml:\d+: /);
    expect(notes).toMatch(/Skipped Lost: there is no page nowhere\/lost/);
  }, 60_000);

  test('says where the set can be had', async () => {
    await expect(runbookSearch.run({ data: folder, flags: [], say: () => {} })).rejects.toThrow(
      /no folder .*runbooks\. It can be had from/,
    );
  });
});
