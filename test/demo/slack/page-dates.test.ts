import { describe, expect, test } from '@jest/globals';
import { formatAgo } from '../../../demo/slack/page/text/format.js';

const NOW = Date.UTC(2026, 0, 31, 12);
const minutes = (count: number) => new Date(NOW + count * 60_000);

describe('how long ago, or in how long', () => {
  test.each([
    [minutes(0), 'just now'],
    [minutes(-29), '29 min ago'],
    [minutes(29), 'in 29 min'],
    [minutes(180), 'in 3 h'],
    [minutes(-3 * 1440), '3 d ago'],
  ])('%s is %s', (date, text) => {
    expect(formatAgo(date, NOW)).toBe(text);
  });
});
