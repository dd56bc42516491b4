import { describe, expect, test } from '@jest/globals';
import { calibrate } from '../../../src/agent/monitoring/calibration.js';
import { DRIFT_LEVEL, findDrift, fisherExact } from '../../../src/agent/monitoring/drift.js';
import { seededRandom } from '../../helpers/seeded-random.js';

const outcomes = (right: number, n: number) => Array.from({ length: n }, (_, at) => at < right);

describe('calibration', () => {
  test('of a known sample is what its formulas give by hand', () => {
    const calibration = calibrate([
      { confidence: 0.9, isRight: true },
      { confidence: 0.8, isRight: true },
      { confidence: 0.7, isRight: false },
      { confidence: 0.6, isRight: true },
    ]);

    expect(calibration).toMatchObject({ n: 4, right: 3, accuracy: 0.75, baselineBrier: 0.1875 });
    expect(calibration.meanConfidence).toBeCloseTo(0.75);
    expect(calibration.brier).toBeCloseTo((0.01 + 0.04 + 0.49 + 0.16) / 4);
  });

  // Published examples: Newcombe, Statistics in Medicine 17 (1998), table I.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('gives Wilson’s interval for %d of %d', (right, n, low, high) => {
    const { interval } = calibrate(outcomes(right, n).map((isRight) => ({ confidence: 0.5, isRight })));

    expect(interval?.[0]).toBeCloseTo(low, 4);
    expect(interval?.[1]).toBeCloseTo(high, 4);
  });

  test('says nothing without cases', () => {
    expect(calibrate([])).toMatchObject({ n: 0, accuracy: null, interval: null, brier: null });
  });
});

describe('Fisher’s exact test', () => {
  // The tea tasting of Fisher (1935) and values that R's fisher.test gives.
  test.each([
    [{ right: 3, n: 4 }, { right: 1, n: 4 }, 0.4857],
    [{ right: 4, n: 4 }, { right: 0, n: 4 }, 0.0286],
    [{ right: 1, n: 12 }, { right: 9, n: 12 }, 0.002759],
    [{ right: 2, n: 17 }, { right: 10, n: 13 }, 0.0005367],
    [{ right: 5, n: 10 }, { right: 5, n: 10 }, 1],
  ])('of %j and %j gives p = %d', (a, b, p) => {
    expect(fisherExact(a, b)).toBeCloseTo(p, 4);
    expect(fisherExact(b, a)).toBeCloseTo(p, 4);
  });
});

describe('drift', () => {
  test('is not looked for in few cases', () => {
    expect(findDrift(outcomes(25, 49))).toEqual({ verdict: 'too few', n: 49, needed: 50 });
  });

  test.each([
    ['worse', 54, 60, 15],
    ['better', 30, 60, 28],
    ['steady', 54, 60, 24],
  ])('is %s after %d of %d when %d of the last 30 were right', (verdict, right, n, lately) => {
    const drift = findDrift([...outcomes(right, n), ...outcomes(lately, 30)]);

    expect(drift).toMatchObject({ verdict, recent: { right: lately, n: 30 }, earlier: { right, n } });
  });

  test('is rarely seen where there is none, and mostly found where accuracy fell by 30 points', () => {
    const random = seededRandom(7);
    const runs = 60;
    /** Whether it is called worse after any of the cases. */
    const isAccused = (before: number, after: number, change: number, n: number) => {
      const seen: boolean[] = [];
      for (let at = 0; at < n; at += 1) {
        seen.push(random() < (at < change ? before : after));
        if (at >= change && findDrift(seen).verdict === 'worse') return true;
      }
      return false;
    };
    const share = (accused: () => boolean) =>
      Array.from({ length: runs }, accused).filter(Boolean).length / runs;

    expect(share(() => isAccused(0.7, 0.7, 0, 200))).toBeLessThan(0.15);
    expect(share(() => isAccused(0.8, 0.5, 100, 160))).toBeGreaterThan(0.75);
    expect(DRIFT_LEVEL).toBe(0.005);
  });
});
