import { describe, expect, test } from '@jest/globals';
import { formatExpectation, formatMeasured, readExpectation } from '../../src/remediation/expectation.js';
import type { Comparison } from '../../src/incidents/runbook.js';

const expectation = (operator: Comparison['operator'], value: number) => ({
  query: 'q',
  is: { operator, value },
  withinSeconds: 60,
  forSeconds: 5,
});
const series = (...values: readonly number[]) =>
  values.map((value) => ({ labels: {}, times: [0], values: [value] }));

describe('readExpectation', () => {
  test.each<[Comparison['operator'], number, readonly number[], boolean, number | null]>([
    ['<', 0.1, [0.05], true, 0.05],
    ['<', 0.1, [0.05, 0.3, 0.2], false, 0.3],
    ['>', 10, [20, 5, 7], false, 5],
    ['>=', 10, [10, 12], true, 10],
    ['==', 0, [0, 0], true, 0],
    ['<', 0.1, [], false, null],
    ['<', 0.1, [NaN], false, null],
    ['!=', 0, [NaN], false, null],
    ['<', 0.1, [-Infinity], false, null],
  ])('%s %d of %j', (operator, value, values, isMet, worst) => {
    expect(readExpectation(expectation(operator, value), series(...values))).toEqual({ isMet, value: worst });
  });

  test('reads the newest sample of each series', () => {
    const one = { labels: {}, times: [0, 1], values: [0.01, 0.5] };

    expect(readExpectation(expectation('<', 0.1), [one])).toEqual({ isMet: false, value: 0.5 });
  });
});

test('formatExpectation', () => {
  expect(formatExpectation(expectation('<', 0.02))).toBe('< 0.02 for 5 s within 60 s');
});

test.each([
  [null, 'no data'],
  [0.123_456, '0.123'],
  [0, '0'],
  [12_345_678, '1.23e+7'],
  [0.000_01, '1.00e-5'],
])('formatMeasured(%s) is %s', (value, text) => {
  expect(formatMeasured(value)).toBe(text);
});
