import { describe, expect, test } from '@jest/globals';
import { isChance } from '../../../src/analysis/traces/is-chance.js';

describe('isChance', () => {
  test.each([
    [1, 30, 0, 30, true],
    [3, 30, 0, 30, false],
    [3, 30, 3, 30, true],
    [2, 2, 0, 8, false],
    [1, 4, 0, 16, true],
    [30, 30, 30, 30, true],
    [0, 30, 0, 30, true],
    [900, 1000, 10, 1000, false],
  ])('%i of %i slow calls after %i of %i: %s', (times, runs, timesBefore, runsBefore, expected) => {
    expect(isChance({ times, runs }, { times: timesBefore, runs: runsBefore })).toBe(expected);
  });
});
