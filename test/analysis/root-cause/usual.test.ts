import { describe, expect, test } from '@jest/globals';
import { chanceOf } from '../../../src/analysis/root-cause/objective/excess.js';
import { createUsualDescriber } from '../../../src/analysis/root-cause/usual.js';

describe('what is usual', () => {
  test('is the same as by sorting, for any values and any length', () => {
    const describer = createUsualDescriber();
    let state = 7;
    const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
    for (const length of [1, 2, 3, 10, 101, 1000]) {
      const values = Array.from({ length }, () => Math.round(random() * 20));
      const sorted = [...values].sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.floor(share * (length - 1))] ?? 0;

      const usual = describer.describe(Float64Array.from(values));

      expect(usual?.center).toBe(at(0.5));
      expect(usual?.spreadUp).toBeCloseTo((at(0.75) - at(0.5)) / 0.6745);
      expect(usual?.spreadDown).toBeCloseTo((at(0.5) - at(0.25)) / 0.6745);
    }
  });

  test('leaves gaps out and is unknown without values', () => {
    const describer = createUsualDescriber();

    expect(describer.describe([Number.NaN, 3, Infinity])).toMatchObject({ count: 1, center: 3, spreadUp: 0 });
    expect(describer.describe([Number.NaN])).toBeUndefined();
    expect(describer.describe([])).toBeUndefined();
  });
});

test('chance of so many hits', () => {
  expect(chanceOf(0, 4, 0.1)).toBe(1);
  expect(chanceOf(1, 1, 0.1)).toBeCloseTo(0.1);
  expect(chanceOf(2, 4, 0.5)).toBeCloseTo(11 / 16);
  expect(chanceOf(4, 4, 0.01)).toBeCloseTo(1e-8);
});
