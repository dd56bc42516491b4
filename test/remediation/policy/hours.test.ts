import { describe, expect, test } from '@jest/globals';
import { isWithinHours } from '../../../src/remediation/policy/hours.js';
import { isTimeZone } from '../../../src/shared/time-zone.js';

const hours = (days: readonly number[], from: string, to: string, timeZone = 'UTC') => ({
  days,
  from: minutes(from),
  to: minutes(to),
  timeZone,
});
const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const isIn = (week: ReturnType<typeof hours>, at: string) => isWithinHours(week, new Date(at));

/** 2026-11-23 is a Monday. */
describe('hours of the week', () => {
  test.each([
    ['2026-11-23T08:59:59Z', false],
    ['2026-11-23T09:00:00Z', true],
    ['2026-11-23T16:59:59Z', true],
    ['2026-11-23T17:00:00Z', false],
    ['2026-11-28T10:00:00Z', false],
  ])('hold from their first minute to before their last: %s → %s', (at, expected) => {
    expect(isIn(hours([1, 2, 3, 4, 5], '09:00', '17:00'), at)).toBe(expected);
  });

  test.each([
    ['2026-11-27T21:59:00Z', false],
    ['2026-11-27T22:00:00Z', true],
    ['2026-11-28T05:59:00Z', true],
    ['2026-11-28T06:00:00Z', false],
    // Friday's night is over; Saturday has none.
    ['2026-11-28T23:00:00Z', false],
    ['2026-11-27T03:00:00Z', false],
  ])('that pass midnight belong to the day on which they begin: %s → %s', (at, expected) => {
    expect(isIn(hours([5], '22:00', '06:00'), at)).toBe(expected);
  });

  test('of a Sunday night end on Monday', () => {
    expect(isIn(hours([7], '22:00', '06:00'), '2026-11-23T05:00:00Z')).toBe(true);
    expect(isIn(hours([6], '22:00', '06:00'), '2026-11-23T05:00:00Z')).toBe(false);
  });

  test('from midnight to midnight are the whole day', () => {
    const monday = hours([1], '00:00', '00:00');

    expect(isIn(monday, '2026-11-23T00:00:00Z')).toBe(true);
    expect(isIn(monday, '2026-11-23T23:59:59Z')).toBe(true);
    expect(isIn(monday, '2026-11-24T00:00:00Z')).toBe(false);
    expect(isIn(monday, '2026-11-22T23:59:59Z')).toBe(false);
  });

  test.each([
    // Winter: UTC+1. Summer: UTC+2.
    ['2026-01-12T07:59:00Z', false],
    ['2026-01-12T08:00:00Z', true],
    ['2026-07-13T06:59:00Z', false],
    ['2026-07-13T07:00:00Z', true],
    ['2026-07-13T15:00:00Z', false],
    ['2026-01-12T15:59:00Z', true],
  ])('are what the clock on the wall shows, in summer too: %s → %s', (at, expected) => {
    expect(isIn(hours([1], '09:00', '17:00', 'Europe/Berlin'), at)).toBe(expected);
  });

  test('on the night on which the clocks change are as long as that night', () => {
    const night = hours([6], '22:00', '06:00', 'Europe/Berlin');

    // Spring: 06:00 comes at 04:00 UTC. Autumn: at 05:00 UTC.
    expect(isIn(night, '2026-03-29T03:59:00Z')).toBe(true);
    expect(isIn(night, '2026-03-29T04:00:00Z')).toBe(false);
    expect(isIn(night, '2026-10-25T04:59:00Z')).toBe(true);
    expect(isIn(night, '2026-10-25T05:00:00Z')).toBe(false);
  });

  test('begin on another day elsewhere', () => {
    const tuesday = hours([2], '00:00', '00:00', 'Asia/Tokyo');

    expect(isIn(tuesday, '2026-11-23T15:00:00Z')).toBe(true);
    expect(isIn(tuesday, '2026-11-23T14:59:00Z')).toBe(false);
  });

  test('are at places that the runtime knows', () => {
    expect([isTimeZone('Europe/Berlin'), isTimeZone('UTC'), isTimeZone('Berlin'), isTimeZone('')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
