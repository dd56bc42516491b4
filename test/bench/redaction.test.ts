import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inventedSecrets } from '../../bench/redaction/invented-secrets.js';
import { falseHits, newRedactor } from '../../bench/redaction/measure.js';
import { ordinaryLines } from '../../bench/redaction/ordinary-lines.js';
import { redaction } from '../../bench/suites/redaction.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redaction-'));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...flags: string[]) => redaction.run({ data: null, flags, say: () => {} });

describe('the benchmark of redaction', () => {
  test('counts what is left of a file, and false hits in its texts without secrets', async () => {
    const file = join(folder, 'corpus.jsonl');
    const lines = [
      { text: 'password=hunter2', secrets: ['hunter2'] },
      { text: 'nothing marks zebra', secrets: ['zebra'] },
      { text: 'password=hunter2 labelled wrongly', secrets: [] },
    ];
    await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'));

    const { result } = await run('--corpus', file, '--lines', '99');

    expect(result).toMatchObject({ recall: 0.5, falsePer10k: 100, baselineRecall: 0, secrets: 2 });
    expect(result['mbPerSecond']).toBeGreaterThan(0);
    expect(result['slowestMbPerSecond']).toBeGreaterThanOrEqual(0);
  });

  test('says which line of a file is wrong', async () => {
    const file = join(folder, 'wrong.jsonl');
    await writeFile(file, '{"text":"a","secrets":[]}\n{"text":"a"}\n');

    await expect(run('--corpus', file)).rejects.toThrow('line 2: a line is {"text"');
  });

  test('finds the secrets of invented makers, and none in ordinary lines', () => {
    const samples = inventedSecrets(10, 23);
    const missed = samples.filter(({ text, secrets }) => {
      const redacted = newRedactor().redact(text).text;
      return secrets.some((secret) => redacted.includes(secret));
    });

    expect(missed.length / samples.length).toBeLessThanOrEqual(0.02);
    expect(falseHits(ordinaryLines(3000, 23))).toEqual([]);
  });
});
