import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { scoreLeftOut } from '../../bench/detect/generalise.js';
import {
  probationRows,
  scoreAtBestThreshold,
  scoreAtThreshold,
  type Profile,
  type ScoredSeries,
} from '../../bench/detect/nab-score.js';
import { detect } from '../../bench/suites/detect.js';

const STANDARD: Profile = { tp: 1, fn: 1, fp: 0.11 };
const LOW_FN: Profile = { tp: 1, fn: 2, fp: 0.11 };

/** A series of 1,000 rows with the windows given, whose alarms are these rows. */
function series(windows: readonly (readonly [number, number])[], alarms: readonly number[]): ScoredSeries {
  const scores = new Float64Array(1000);
  for (const row of alarms) scores[row] = 1;
  return { scores, windows };
}

describe('the score of the benchmark', () => {
  const windows = [
    [200, 299],
    [600, 699],
  ] as const;

  test('is 100 when each window is caught at its first row, and 0 for silence', () => {
    expect(scoreAtBestThreshold([series(windows, [200, 600])], STANDARD)).toMatchObject({
      score: 100,
      caught: 2,
      falseAlarms: 0,
    });
    expect(scoreAtBestThreshold([series(windows, [])], STANDARD)).toMatchObject({ score: 0, caught: 0 });
  });

  test('is half and a bit more when each is caught at its last row; missing costs more when misses weigh more', () => {
    const late = [series(windows, [299, 699])];
    const worth = (2 / (1 + Math.exp(-5 / 100)) - 1) / (2 / (1 + Math.exp(-5)) - 1);

    expect(scoreAtBestThreshold(late, STANDARD).score).toBeCloseTo((100 * (1 + worth)) / 2, 10);
    expect(scoreAtBestThreshold(late, LOW_FN).score).toBeCloseTo((100 * (2 + worth)) / 3, 10);
  });

  test('counts the earliest alarm of a window, and each alarm outside', () => {
    const alarms = [series(windows, [160, 170, 200, 210, 250, 600, 999])];

    expect(scoreAtThreshold(alarms, STANDARD, 1)).toMatchObject({ caught: 2, falseAlarms: 3 });
    expect(scoreAtThreshold(alarms, STANDARD, 1).score).toBeCloseTo((100 * (4 - 0.33)) / 4, 1);
  });

  test('costs little right after a window and all of a false alarm before any', () => {
    const after = scoreAtThreshold([series(windows, [200, 600, 700])], STANDARD, 1).score;
    const before = scoreAtThreshold([series(windows, [200, 600, 199])], STANDARD, 1).score;

    expect(100 - after).toBeLessThan(0.1);
    expect(100 - before).toBeCloseTo((100 * 0.11) / 4, 10);
  });

  test('leaves out the first rows', () => {
    expect([1000, 5000, 20_000].map(probationRows)).toEqual([150, 750, 750]);
    expect(scoreAtThreshold([series(windows, [0, 149, 200, 600])], STANDARD, 1).score).toBe(100);
  });

  test('with a threshold from other series is not better than with the best one', () => {
    const clear = series([[500, 599]], [500]);
    const noisy = {
      ...series([[500, 599]], [510]),
      scores: Float64Array.from({ length: 1000 }, (_, row) => (row % 50) / 100),
    };

    expect(scoreLeftOut([[clear], [clear]], STANDARD)).toBe(100);
    expect(scoreLeftOut([[clear], [noisy]], STANDARD)).toBeLessThanOrEqual(
      scoreAtBestThreshold([clear, noisy], STANDARD).score,
    );
  });
});

describe('the suite detect', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'firewatch-detect-'));
    writeSet(join(root, 'nab'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const run = (data: string) => detect.run({ data, flags: [], say: () => undefined });

  test('scores ours and the baselines, and goes on past broken files', async () => {
    const { table, result } = await run(root);

    expect(result).toMatchObject({
      n: 3,
      series: 4,
      rows: 4 * 1200,
      skipped: 3,
      profiles: {
        standard: expect.any(Number),
        reward_low_FP_rate: expect.any(Number),
        reward_low_FN_rate: expect.any(Number),
      },
      baselines: {
        'robust z': { standard: expect.any(Number) },
        'windowed Gaussian': { standard: expect.any(Number) },
        random: { standard: expect.any(Number), seeds: 20 },
      },
      thresholdFromElsewhere: { otherHalf: expect.any(Number), otherFolders: expect.any(Number) },
      seconds: expect.any(Number),
    });
    expect(result['score']).toBeGreaterThan(85);
    const notes = (table.notes ?? []).join('\n');
    expect(notes).toContain('n = 4 series in 2 folders with 3 windows and 4800 rows');
    expect(notes).toMatch(
      /Skipped first\/broken\.csv: .*broken\.csv:4: "many" in column 2 is not a number\./,
    );
    expect(notes).toMatch(/Skipped second\/clock\.csv: .*clock\.csv:3: "yesterday" is not a timestamp\./);
    expect(notes).toMatch(/Skipped second\/unlabelled\.csv: .* has no entry in combined_windows\.json\./);
  });

  test('says where the data can be had when there are none, and which flags it does not know', async () => {
    await expect(run(join(root, 'nab'))).rejects.toThrow(/There is no folder .* github\.com\/numenta\/NAB/);
    await expect(detect.run({ data: root, flags: ['--fast'], say: () => undefined })).rejects.toThrow(
      'does not know --fast',
    );
  });

  test('says which file of labels is broken', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'firewatch-detect-'));
    try {
      mkdirSync(join(broken, 'nab', 'data'), { recursive: true });
      writeFileSync(join(broken, 'nab', 'combined_windows.json'), '{');

      await expect(run(broken)).rejects.toThrow(/combined_windows\.json: is not JSON/);
    } finally {
      rmSync(broken, { recursive: true, force: true });
    }
  });
});

/** Four series of noise with a spike in the middle of each window, and three files that cannot be used. */
function writeSet(root: string): void {
  const text = (row: number) =>
    new Date(Date.UTC(2020, 0, 1) + row * 300_000).toISOString().slice(0, 19).replace('T', ' ');
  const windows: Record<string, [string, string][]> = {};
  const write = (
    name: string,
    spikes: readonly number[],
    spoil: (lines: string[]) => void = () => undefined,
  ) => {
    const values = Array.from({ length: 1200 }, (_, row) => 50 + ((row * 7919) % 101) / 50);
    for (const row of spikes) values[row] = 90;
    const lines = ['timestamp,value', ...values.map((value, row) => `${text(row)},${value}`)];
    spoil(lines);
    const path = join(root, 'data', name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, `${lines.join('\n')}\n`);
    windows[name] = spikes.map((row) => [`${text(row - 30)}.000000`, `${text(row + 30)}.000000`]);
  };
  write('first/one.csv', [700]);
  write('first/two.csv', [500, 900]);
  write('first/broken.csv', [500], (lines) => (lines[3] = `${text(2)},many`));
  write('second/none.csv', []);
  write('second/holes.csv', [], (lines) => (lines[300] = `${text(299)},`));
  write('second/clock.csv', [500], (lines) => (lines[2] = 'yesterday,5'));
  write('second/unlabelled.csv', [500]);
  delete windows['second/unlabelled.csv'];
  writeFileSync(join(root, 'combined_windows.json'), JSON.stringify(windows));
}
