import { expect, test } from '@jest/globals';
import { cut, formatPercent } from '../../src/shared/text.js';

test.each([
  [0.4132, '41 %'],
  [0.0042, '0.4 %'],
  [0, '0 %'],
  [0.000_001, '0.0001 %'],
  [1, '100 %'],
  [0.099, '10 %'],
])('formatPercent(%d) is %s', (share, text) => {
  expect(formatPercent(share)).toBe(text);
});

test('a cut text is as long as allowed, the ellipsis included', () => {
  expect(cut('four', 4)).toBe('four');
  expect(cut('fives', 4)).toBe('fiv…');
});
