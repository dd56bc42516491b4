import { describe, expect, test } from '@jest/globals';
import { countTokens } from 'gpt-tokenizer';
import { countTokens as countOlder } from 'gpt-tokenizer/encoding/cl100k_base';
import { estimateTokens } from '../../../src/agent/tool-results/estimate-tokens.js';
import { fitValue } from '../../../src/agent/tool-results/fit-value.js';

const rows = Array.from({ length: 200 }, (_, index) => ({ service: `service-${index}`, errors: index / 7 }));

describe('the estimate of tokens', () => {
  test.each([
    ['JSON', JSON.stringify(rows)],
    ['PromQL', 'sum by (service) (rate(http_requests_total{status=~"5..",namespace="shop"}[1m]))'],
    [
      'a log line',
      '2026-11-20T03:12:04.123Z ERROR [main] c.s.Orders#214 order 4711 failed: java.io.IOException',
    ],
    ['ids', '0f8fad5b-d9cb-469f-a165-70867728950e 4bf92f3577b34da6a3ce929d0e0e4736'],
    ['another script', '接続が拒否されました。再試行します'],
  ])('is not below what tokenizers count, and not far above: %s', (_name, text) => {
    const real = Math.max(countTokens(text), countOlder(text));

    expect(estimateTokens(text)).toBeGreaterThanOrEqual(real);
    expect(estimateTokens(text)).toBeLessThanOrEqual(real * 1.6);
  });
});

describe('fitting a value', () => {
  test('leaves alone what fits', () => {
    expect(fitValue({ a: [1, 2] }, 100)).toEqual({ value: { a: [1, 2] }, shortened: [], isCutInside: false });
  });

  test('takes from the end of the longest list', () => {
    const { value, shortened } = fitValue({ first: rows.slice(0, 3), rest: rows, shape: [1, 2, 3] }, 500);

    const [cut] = shortened;
    expect(value).toEqual({
      first: rows.slice(0, 3),
      rest: rows.slice(0, cut?.shown),
      shape: [1, 2, 3],
    });
    expect(shortened).toEqual([{ name: 'rest', shown: cut?.shown, of: 200 }]);
    expect(estimateTokens(JSON.stringify(value))).toBeLessThanOrEqual(500);
    expect(estimateTokens(JSON.stringify(value))).toBeGreaterThan(400);
  });

  test('shortens long texts where single members are too long, and marks them', () => {
    const { value, isCutInside } = fitValue([{ body: 'word '.repeat(9_000) }, { body: 'short' }], 300);

    expect(isCutInside).toBe(true);
    expect((value as { body: string }[])[0]?.body).toMatch(/^word .*…$/);
    expect(estimateTokens(JSON.stringify(value))).toBeLessThanOrEqual(300);
  });

  test.each([
    ['x'.repeat(1_000_000)],
    [Object.fromEntries(rows.map(({ service }) => [service, rows]))],
    [rows],
  ])('fits whatever it is given', (value) => {
    expect(estimateTokens(JSON.stringify(fitValue(value, 60).value))).toBeLessThanOrEqual(60);
  });
});
