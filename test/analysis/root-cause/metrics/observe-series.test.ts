import { expect, test } from '@jest/globals';
import { observeSeries } from '../../../../src/analysis/root-cause/metrics/observe-series.js';

test('a series is cut where the trouble was noticed, whatever it is stored in', () => {
  const metric = { component: 'shop', name: 'latency', signal: 'latency' as const };
  const [times, values] = [
    [10, 20, 30],
    [1, 2, 3],
  ];

  expect(observeSeries({ ...metric, times, values, noticedAt: 20 })).toEqual({
    ...metric,
    usual: [1],
    times: [20, 30],
    values: [2, 3],
  });
  const packed = { times: Float64Array.from(times), values: Float64Array.from(values) };
  expect(Array.from(observeSeries({ ...metric, ...packed, noticedAt: 25 }).usual)).toEqual([1, 2]);
  expect(observeSeries({ ...metric, times, values, noticedAt: 99 }).values).toEqual([]);
});
