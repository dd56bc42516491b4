import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { findDataFolder } from '../../../bench/evidence/data-folder.js';
import { BadDataError, readCsv, readJson, readNumber } from '../../../bench/evidence/read-data.js';
import {
  byScore,
  claimOf,
  describeConfidence,
  rankOf,
  scoreConfidence,
  scoreRanks,
  wilson95,
} from '../../../bench/evidence/scores.js';
import { createSkippedCases } from '../../../bench/evidence/skipped.js';

describe('ranked lists', () => {
  test('order equal scores by name', () => {
    const scores = new Map([
      ['b', 1],
      ['c', 2],
      ['a', 1],
    ]);
    expect(byScore(scores)).toEqual(['c', 'a', 'b']);
  });

  test('count distinct entries, and an absent truth as a miss', () => {
    expect(rankOf(['x', 'x', 'y'], 'y')).toBe(2);
    expect(rankOf([], 'y')).toBeUndefined();
    expect(scoreRanks([1, 2, 4, undefined])).toEqual({
      n: 4,
      top1: 0.25,
      top3: 0.5,
      top5: 0.75,
      mrr: 0.4375,
    });
    expect(scoreRanks([])).toEqual({ n: 0, top1: 0, top3: 0, top5: 0, mrr: 0 });
  });

  test('have an interval that is wide for few cases', () => {
    const [low, high] = wilson95(0.5, 12);
    expect(low).toBeCloseTo(0.254, 3);
    expect(high).toBeCloseTo(0.746, 3);
    expect(wilson95(1, 10)[1]).toBeCloseTo(1);
    expect(wilson95(0, 0)).toEqual([0, 1]);
  });
});

describe('confidence', () => {
  const ranked = [
    { component: 'a', confidence: 0.8 },
    { component: 'b', confidence: 0.1 },
  ];

  test('is that of the first entry, and none when the list is empty', () => {
    expect(claimOf(ranked, 'a')).toEqual({ confidence: 0.8, isRight: true });
    expect(claimOf(ranked, 'b')).toEqual({ confidence: 0.8, isRight: false });
    expect(claimOf([], 'a')).toEqual({ confidence: 0, isRight: false });
  });

  test('is compared with what came true, and with always saying the same', () => {
    const claims = [claimOf(ranked, 'a'), claimOf(ranked, 'a'), claimOf(ranked, 'a'), claimOf(ranked, 'c')];
    const scores = scoreConfidence(claims);
    expect(scores).toEqual({
      n: 4,
      accuracy: 0.75,
      meanConfidence: 0.8,
      brier: 0.19,
      brierOfBaseRate: 0.188,
    });
    expect(describeConfidence({ ours: scores })).toEqual([
      'Confidence of ours: 0.80 on average, right in 0.75 of 4; Brier score 0.190 (0.188 for always saying 0.75).',
    ]);
  });

  test('that knows beats a constant, and of nothing there is none', () => {
    const claims = [0.9, 0.1].map((confidence) => ({ confidence, isRight: confidence > 0.5 }));
    expect(scoreConfidence(claims)).toMatchObject({ brier: 0.01, brierOfBaseRate: 0.25 });
    expect(scoreConfidence([])).toEqual({
      n: 0,
      accuracy: 0,
      meanConfidence: 0,
      brier: 0,
      brierOfBaseRate: 0,
    });
  });
});

describe('data files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'firewatch-data-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);

  test('are read plain and packed, quoted cells included', () => {
    writeFileSync(path('a.csv'), 'x,y\n1,"a, ""b"""\n');
    writeFileSync(path('b.csv.gz'), gzipSync('x\n2\n'));
    expect(readCsv(path('a.csv'))).toEqual([
      { line: 1, cells: ['x', 'y'] },
      { line: 2, cells: ['1', 'a, "b"'] },
    ]);
    expect(readCsv(path('b.csv'))?.map(({ cells }) => cells)).toEqual([['x'], ['2']]);
    expect(readCsv(path('none.csv'))).toBeUndefined();
  });

  test('are refused with the file and the line', () => {
    writeFileSync(path('bad.csv'), 'x,y\n1,two\n');
    const [, row] = readCsv(path('bad.csv')) ?? [];
    expect(() => readNumber(path('bad.csv'), row!, 1)).toThrow(
      /bad\.csv:2: "two" in column 2 is not a number/,
    );
    expect(readNumber(path('bad.csv'), { line: 1, cells: ['', 'NaN', '+Inf'] }, 2)).toBe(Infinity);

    writeFileSync(path('open.csv'), 'x\n1\n"never closed\n');
    expect(() => readCsv(path('open.csv'))).toThrow(/open\.csv:\d+: /);
    writeFileSync(path('bad.json'), '{"a": 1');
    expect(() => readJson(path('bad.json'), z.unknown())).toThrow(/bad\.json: is not JSON/);
    writeFileSync(path('other.json'), '{"a": [1]}');
    expect(() => readJson(path('other.json'), z.object({ a: z.array(z.string()) }))).toThrow(
      /other\.json: a\.0: /,
    );
    writeFileSync(path('cut.csv.gz'), gzipSync('x\n1\n').subarray(0, 12));
    expect(() => readCsv(path('cut.csv'))).toThrow(BadDataError);
  });

  test('skip one case and keep the others', () => {
    const skipped = createSkippedCases();
    const read = (id: string) =>
      skipped.attempt(id, () => {
        if (id === 'b') throw new BadDataError('b.csv:3: broken');
        return id;
      });
    expect(['a', 'b', 'c'].map(read)).toEqual(['a', undefined, 'c']);
    expect(skipped.count).toBe(1);
    expect(skipped.notes()).toEqual(['Skipped b: b.csv:3: broken']);
    expect(() => skipped.attempt('d', () => JSON.parse('{') as unknown)).toThrow(SyntaxError);
  });

  test('say where a set can be had when it is not there', () => {
    const set = { folder: 'cases', origin: 'It can be had from its authors.' };
    expect(() => findDataFolder(folder, set)).toThrow(/There is no folder .*cases\. It can be had/);
    const before = process.env['FIREWATCH_BENCH_DATA'];
    delete process.env['FIREWATCH_BENCH_DATA'];
    try {
      expect(() => findDataFolder(null, set)).toThrow(/pass --data DIR, or set FIREWATCH_BENCH_DATA/);
    } finally {
      if (before !== undefined) process.env['FIREWATCH_BENCH_DATA'] = before;
    }
  });
});
