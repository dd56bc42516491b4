import { describe, expect, test } from '@jest/globals';
import { parseTextFormat } from '../../../demo/metrics/text-format.js';

describe('parseTextFormat', () => {
  test('reads names, labels, values, timestamps and metadata', () => {
    const { samples, metadata } = parseTextFormat(
      [
        '# HELP http_requests_total Requests \\\\ by\\ncode.',
        '# TYPE http_requests_total counter',
        '# A remark that means nothing.',
        'http_requests_total{method="post",code="200"} 1027 1395066363000',
        'http_requests_total { method = "get" , code="200", } 3',
        '',
        '  metric_without_labels   12.47\r',
        'empty_labels{} 1',
      ].join('\n'),
    );

    expect(
      samples.map(({ labels, ...rest }) => ({ labels: Object.fromEntries(labels.values), ...rest })),
    ).toEqual([
      {
        labels: { __name__: 'http_requests_total', method: 'post', code: '200' },
        value: 1027,
        timeMs: 1395066363000,
      },
      {
        labels: { __name__: 'http_requests_total', method: 'get', code: '200' },
        value: 3,
        timeMs: undefined,
      },
      { labels: { __name__: 'metric_without_labels' }, value: 12.47, timeMs: undefined },
      { labels: { __name__: 'empty_labels' }, value: 1, timeMs: undefined },
    ]);
    expect(metadata.get('http_requests_total')).toEqual({ type: 'counter', help: 'Requests \\ by\ncode.' });
  });

  test.each([
    ['NaN', NaN],
    ['+Inf', Infinity],
    ['-Inf', -Infinity],
    ['1e-3', 0.001],
    ['-.5', -0.5],
    ['1.', 1],
    ['0x1f', 31],
  ])('reads the value %s', (text, value) => {
    expect(parseTextFormat(`m ${text}`).samples[0]?.value).toBe(value);
  });

  test('resolves escapes in label values and drops empty labels', () => {
    const { samples } = parseTextFormat(
      String.raw`m{path="C:\\DIR\\F.TXT",error="a \"b\"\nc, } d",empty=""} 1`,
    );

    expect(Object.fromEntries(samples[0]?.labels.values ?? [])).toEqual({
      __name__: 'm',
      path: 'C:\\DIR\\F.TXT',
      error: 'a "b"\nc, } d',
    });
  });

  test.each([
    ['m', 'line 1, column 2: expected a value'],
    ['ok 1\nm abc', 'line 2, column 6: expected a number before here'],
    ['m{a="b} 1', 'line 1, column 5: expected a quoted label value'],
    ['m{a="b" c="d"} 1', 'line 1, column 9: expected , or }'],
    ['m{9a="b"} 1', 'line 1, column 3: expected a label name or }'],
    ['m 1 soon', 'line 1, column 5: expected a timestamp in whole milliseconds'],
    ['9m 1', 'line 1, column 1: expected a metric name'],
  ])('refuses %j with its place', (text, message) => {
    expect(() => parseTextFormat(text)).toThrow(message);
  });
});
