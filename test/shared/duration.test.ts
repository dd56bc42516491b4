import { expect, test } from '@jest/globals';
import { formatDuration, formatExactDuration } from '../../src/shared/duration.js';

test.each([
  [-5, '0 s', '0 s'],
  [45_000, '45 s', '45 s'],
  [90_000, '1 min', '1 min 30 s'],
  [120_000, '2 min', '2 min'],
  [630_000, '10 min', '10 min'],
  [4_000_000, '1 h 6 min', '1 h 6 min'],
  [7_200_000, '2 h', '2 h'],
  [90_000_000, '1 d 1 h', '1 d 1 h'],
])('%i ms read as %s, exactly %s', (ms, coarse, exact) => {
  expect(formatDuration(ms)).toBe(coarse);
  expect(formatExactDuration(ms)).toBe(exact);
});
