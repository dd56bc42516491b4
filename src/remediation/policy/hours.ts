/** Whether a moment lies in some hours of the week, at a place. Pure. */
import type { WeeklyHours } from './policy.js';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const DAYS_A_WEEK = 7;

/** Hours that pass midnight belong to the day on which they begin. */
export function isWithinHours(hours: WeeklyHours, at: Date): boolean {
  const { day, minutes } = localTime(at, hours.timeZone);
  if (hours.from < hours.to) return hours.days.includes(day) && minutes >= hours.from && minutes < hours.to;
  const yesterday = day === 1 ? DAYS_A_WEEK : day - 1;
  return (
    (hours.days.includes(day) && minutes >= hours.from) ||
    (hours.days.includes(yesterday) && minutes < hours.to)
  );
}

/** Wall clock there, summer time included. */
function localTime(at: Date, timeZone: string): { day: number; minutes: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return {
    day: DAYS.indexOf(part('weekday')) + 1,
    minutes: Number(part('hour')) * 60 + Number(part('minute')),
  };
}
