import { describe, expect, test } from '@jest/globals';
import { findChangePoint } from '../../src/analysis/change-point.js';

const repeat = (value: number, count: number): number[] => Array.from({ length: count }, () => value);
const free = { minBefore: 1, minAfter: 1 };

describe('findChangePoint', () => {
  test.each([1, 5, 30, 59])('finds a clean step at index %i exactly', (index) => {
    const found = findChangePoint([...repeat(3, index), ...repeat(8, 60 - index)], free);

    expect(found?.index).toBe(index);
    expect(found?.gain).toBeCloseTo(1);
  });

  test('a step in noise explains most of the variance, noise alone little', () => {
    const wobble = Array.from({ length: 80 }, (_, index) => Math.sin(index * 12.9898) * 0.5);
    const step = wobble.map((value, index) => value + (index < 50 ? 0 : 4));

    expect(findChangePoint(step, free)).toMatchObject({ index: 50 });
    expect(findChangePoint(step, free)?.gain).toBeGreaterThan(0.9);
    expect(findChangePoint(wobble, free)?.gain).toBeLessThan(0.2);
  });

  test('leaves as many values on either side as asked', () => {
    const values = [...repeat(0, 2), ...repeat(9, 10)];

    expect(findChangePoint(values, { minBefore: 4, minAfter: 4 })?.index).toBe(4);
  });

  test('tiny steps on huge values are not lost to rounding', () => {
    expect(findChangePoint([...repeat(1e12, 20), ...repeat(1e12 + 1, 20)], free)?.index).toBe(20);
  });

  test.each([
    ['nothing', []],
    ['one value', [1]],
    ['equal values', repeat(4, 10)],
  ])('has no answer for %s', (_, values) => {
    expect(findChangePoint(values, free)).toBeUndefined();
  });

  test('takes time in proportion to the length', () => {
    const values = Array.from({ length: 200_000 }, (_, index) => (index < 120_000 ? 1 : 2));
    const started = performance.now();

    expect(findChangePoint(values, free)?.index).toBe(120_000);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
