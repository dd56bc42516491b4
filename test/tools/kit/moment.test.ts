import { describe, expect, test } from '@jest/globals';
import { parseMoment } from '../../../tools/kit/moment.js';

const NOW = new Date('2026-11-20T03:20:00Z');

describe('parseMoment', () => {
  test.each([
    ['03:12:04', '2026-11-20T03:12:04.000Z'],
    ['3:12', '2026-11-20T03:12:00.000Z'],
    ['03:12:04 UTC', '2026-11-20T03:12:04.000Z'],
    ['03:20:00Z', '2026-11-20T03:20:00.000Z'],
    ['23:59', '2026-11-19T23:59:00.000Z'],
    ['2026-11-20T03:12:04Z', '2026-11-20T03:12:04.000Z'],
    ['2026-11-20 03:12', '2026-11-20T03:12:00.000Z'],
    ['2026-11-20 03:12:04 UTC', '2026-11-20T03:12:04.000Z'],
    ['2026-11-20T04:12:04.500+01:00', '2026-11-20T03:12:04.500Z'],
  ])('reads %s', (text, expected) => {
    expect(parseMoment(text, NOW)?.toISOString()).toBe(expected);
  });

  test.each([
    '',
    'now',
    '24:00',
    '12:60',
    '2026-02-31T99:00:00Z',
    '1763608324',
    '2026',
    '-1:00',
    '03:12:04 CET',
  ])('does not guess at %j', (text) => {
    expect(parseMoment(text, NOW)).toBeUndefined();
  });
});
