import { describe, expect, test } from '@jest/globals';
import { dueDigest, momentOfWeek } from '../../../src/incidents/digest/schedule.js';

const MONDAY = { day: 1, minutes: 9 * 60, timeZone: 'UTC' };

describe('dueDigest', () => {
  test.each([
    ['2026-11-23T08:59:59Z', undefined],
    ['2026-11-23T09:00:00Z', '2026-W48'],
    ['2026-11-24T08:59:59Z', '2026-W48'],
    ['2026-11-24T09:00:00Z', undefined],
    // The year of a week is that of its Thursday.
    ['2026-12-28T09:00:00Z', '2026-W53'],
    ['2027-01-04T09:00:00Z', '2027-W01'],
  ])('on Mondays at nine, %s is for %s', (now, week) => {
    expect(dueDigest(MONDAY, new Date(now))?.week).toBe(week);
  });

  test('late on Sunday, Monday has begun elsewhere', () => {
    const auckland = { day: 1, minutes: 30, timeZone: 'Pacific/Auckland' };

    expect(dueDigest(auckland, new Date('2026-11-22T11:40:00Z'))).toEqual({
      week: '2026-W48',
      until: new Date('2026-11-22T11:30:00Z'),
    });
  });

  test('one of a Sunday evening is still posted on Monday', () => {
    const sunday = { day: 7, minutes: 22 * 60, timeZone: 'UTC' };

    expect(dueDigest(sunday, new Date('2026-11-23T07:00:00Z'))?.week).toBe('2026-W47');
  });

  test.each([
    ['2026-W13', '2026-03-23T08:00:00Z'],
    ['2026-W14', '2026-03-30T07:00:00Z'],
    ['2026-W44', '2026-10-26T08:00:00Z'],
  ])('nine is nine on both sides of summer time: %s', (week, moment) => {
    const berlin = { ...MONDAY, timeZone: 'Europe/Berlin' };

    expect(momentOfWeek(week, berlin)).toEqual(new Date(moment));
    expect(dueDigest(berlin, new Date(moment))?.week).toBe(week);
  });

  test('an hour that spring leaves out has a moment all the same', () => {
    const skipped = { day: 7, minutes: 150, timeZone: 'Europe/Berlin' };

    const moment = momentOfWeek('2026-W13', skipped);

    expect(moment?.toISOString()).toMatch(/^2026-03-29T0[01]:30/);
    expect(dueDigest(skipped, moment ?? new Date(0))?.week).toBe('2026-W13');
    expect(momentOfWeek('last week', skipped)).toBeUndefined();
  });
});
