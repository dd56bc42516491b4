import { describe, expect, test } from '@jest/globals';
import { parsePromQlDuration } from '../../src/shared/promql-duration.js';

describe('parsePromQlDuration', () => {
  test.each([
    ['10s', 10],
    ['1m30s', 90],
    ['500ms', 0.5],
    ['2h', 7200],
    ['1w2d', 777_600],
  ])('reads %s', (text, seconds) => {
    expect(parsePromQlDuration(text)).toBe(seconds);
  });

  test.each(['', 'soon', '5', '5x', '5m!', '-5m', '1.5h'])('is undefined for %j', (text) => {
    expect(parsePromQlDuration(text)).toBeUndefined();
  });
});
