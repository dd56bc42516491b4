import { describe, expect, test } from '@jest/globals';
import { findUnknownNumbers } from '../../../src/agent/report/check-numbers.js';
import type { Report } from '../../../src/agent/report/report.js';

const READ = [
  '{"says":"Latency of orders-db rose from 48 ms to 0.5387 s at 11:34:18 UTC."}',
  'result: {"series":[{"first":0.004,"last":1.433,"max":35.83,"maxAt":"11:31:02"}],"heap":53827128}',
];

function reportOf(summary: string): Report {
  return { summary, cause: null, claims: [], hypotheses: [], missing: [], nextSteps: [] };
}

describe('findUnknownNumbers', () => {
  test.each([
    ['as measured', 'from 48 ms at 11:34:18'],
    ['a ratio as percent', 'at 143 % of its capacity, 0.4 % before'],
    ['rounded', '36 /s, 540 ms'],
    ['in another unit', '538.7 ms, 0.048 s, 53.8 MB'],
    ['without a unit: counts, versions and percentiles', 'version 5.3.1, 12 services, the 95th percentile'],
  ])('lets numbers pass that were read: %s', (_name, text) => {
    expect(findUnknownNumbers(reportOf(text), READ)).toEqual([]);
  });

  test('names those that were not, as they were written, each once', () => {
    const report = reportOf('99.7 % failed at 03:12, that is 99.7 % in 45 min.');

    expect(findUnknownNumbers(report, READ)).toEqual(['99.7 %', '45 min', '03:12']);
  });

  test('shows a few only', () => {
    const text = Array.from({ length: 50 }, (_, n) => `${n}.77 %`).join(', ');

    expect(findUnknownNumbers(reportOf(text), READ)).toHaveLength(4);
  });

  test('is quick with much to read', () => {
    const much = [JSON.stringify(Array.from({ length: 20_000 }, (_, n) => n * 1.37))];
    const startedAt = performance.now();

    findUnknownNumbers(reportOf('77.77 % and '.repeat(50)), much);

    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
