import { describe, expect, test } from '@jest/globals';
import { fillWindow, formatWindow, toWindowTemplate } from '../../../src/incidents/slo/slo.js';

describe('toWindowTemplate', () => {
  test.each([
    ['sum(rate(x_total{code=~"5.."}[5m]))', 'sum(rate(x_total{code=~"5.."}[$window]))'],
    ['rate(a[5m]) / rate(b[1h30m])', 'rate(a[$window]) / rate(b[$window])'],
    ['sum(increase(x{path="[5m]"}[ 10m ]))', 'sum(increase(x{path="[5m]"}[$window]))'],
    ['errors:ratio_$window{service="web"}', 'errors:ratio_$window{service="web"}'],
    [' x_total{code="500"} ', 'sum(increase(x_total{code="500"}[$window]))'],
    ['x_total', 'sum(increase(x_total[$window]))'],
    ['x{path="/a}b"}', 'sum(increase(x{path="/a}b"}[$window]))'],
  ])('%s', (query, expected) => {
    expect(toWindowTemplate(query, { isCounter: true })).toBe(expected);
  });

  test.each(['sum(x_total)', 'x_total + y_total', 'max_over_time(x[1h:5m])'])(
    'refuses %s, whose look back cannot be set',
    (query) => {
      expect(toWindowTemplate(query, { isCounter: true })).toBeUndefined();
    },
  );

  test('takes no gauge for a counter', () => {
    expect(toWindowTemplate('up', { isCounter: false })).toBeUndefined();
  });
});

test.each([
  [300, '5m'],
  [5400, '90m'],
  [90, '90s'],
  [7 * 86_400, '7d'],
])('a window of %d s is written %s', (seconds, text) => {
  expect(formatWindow(seconds)).toBe(text);
  expect(fillWindow('x[$window] offset $window', seconds)).toBe(`x[${text}] offset ${text}`);
});
