import { expect, test } from '@jest/globals';
import { readDays } from '../../src/incidents/stats.js';

test.each([
  [undefined, 7],
  ['30d', 30],
  ['2w', 14],
  ['14 days', 14],
  ['90', 90],
  ['0d', undefined],
  ['400d', undefined],
  ['soon', undefined],
])('looking back %s is %s days', (text, days) => {
  expect(readDays(text)).toBe(days);
});
