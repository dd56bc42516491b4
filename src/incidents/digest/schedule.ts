/** When the weekly digest is due. Pure; each ISO week has one moment, which is what makes a digest the only one of its week. */
import { instantOf, wallClock } from '../../shared/time-zone.js';

export interface DigestSchedule {
  /** 1 = Monday … 7 = Sunday, as ISO 8601 counts. */
  readonly day: number;
  /** After midnight. */
  readonly minutes: number;
  readonly timeZone: string;
}

export interface DueDigest {
  /** ISO 8601, such as `2026-W48`. */
  readonly week: string;
  /** End of what it tells about. */
  readonly until: Date;
}

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** A bot that was away posts it later on that day; after that, nobody reads a report on last week. */
const LATE_MS = DAY_MS;

/** What is due now, also when it was posted already; undefined outside of the day that follows its moment. */
export function dueDigest(schedule: DigestSchedule, now: Date): DueDigest | undefined {
  const monday = mondayOf(wallClock(now, schedule.timeZone));
  const latest = [monday, monday - WEEK_MS]
    .map((start) => ({ week: weekOf(start), until: momentIn(start, schedule) }))
    .find(({ until }) => until <= now);
  return latest && now.getTime() - latest.until.getTime() < LATE_MS ? latest : undefined;
}

/** Of a week such as `2026-W48`; undefined for anything else. */
export function momentOfWeek(week: string, schedule: DigestSchedule): Date | undefined {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(week) ?? [];
  if (year === undefined || number === undefined) return undefined;
  // The fourth of January is always in the first week.
  const first = mondayOf(Date.UTC(Number(year), 0, 4));
  return momentIn(first + (Number(number) - 1) * WEEK_MS, schedule);
}

function momentIn(monday: number, { day, minutes, timeZone }: DigestSchedule): Date {
  return instantOf(monday + (day - 1) * DAY_MS + minutes * 60_000, timeZone);
}

/** Midnight of the week's Monday, on the same wall. */
function mondayOf(wall: number): number {
  const midnight = Math.floor(wall / DAY_MS) * DAY_MS;
  return midnight - ((new Date(midnight).getUTCDay() + 6) % 7) * DAY_MS;
}

function weekOf(monday: number): string {
  // A week belongs to the year of its Thursday.
  const year = new Date(monday + 3 * DAY_MS).getUTCFullYear();
  const number = Math.round((monday - mondayOf(Date.UTC(year, 0, 4))) / WEEK_MS) + 1;
  return `${year}-W${String(number).padStart(2, '0')}`;
}
