import { describe, expect, test } from '@jest/globals';
import { formatDuration, formatList, formatTime, formatValue } from '../../src/analysis/format-value.js';

describe('formatValue', () => {
  test.each([
    [0.4132, 'ratio', '41 %'],
    [0.0042, 'ratio', '0.4 %'],
    [0.0142, 'ratio', '1.4 %'],
    [0, 'ratio', '0 %'],
    [1, 'ratio', '100 %'],
    [0.34, 'seconds', '340 ms'],
    [0.0034, 'seconds', '3.4 ms'],
    [2.54, 'seconds', '2.5 s'],
    [12.3, 'per_second', '12/s'],
    [1.25, 'number', '1.3'],
    [NaN, 'ratio', 'unknown'],
    [null, 'seconds', 'unknown'],
  ] as const)('%s as %s reads %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });
});

test('durations take the unit that people would', () => {
  expect([0, 0.2, 95, 600, 10_000].map(formatDuration)).toEqual(['0 s', '200 ms', '95 s', '10 min', '2.8 h']);
});

test('times are in UTC and say so', () => {
  expect(formatTime(Date.UTC(2026, 2, 4, 3, 12, 4) / 1000)).toBe('03:12:04 UTC');
});

test('lists read like a sentence and count what they leave out', () => {
  expect(formatList([])).toBe('');
  expect(formatList(['a'])).toBe('a');
  expect(formatList(['a', 'b', 'c'])).toBe('a, b and c');
  expect(formatList(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
});
