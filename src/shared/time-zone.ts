/** Wall clocks of places, summer time included, by what the runtime knows of time zones. */

/** Whether the runtime knows the place. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What a clock on the wall shows there, as if that were UTC: in milliseconds since 1970, to the second. */
export function wallClock(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((one) => one.type === type)?.value ?? 0);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/**
 * When a clock there shows this. In the hour that is left out in spring, the moment as far after the change; in the one that
 * comes twice in autumn, one of the two, always the same.
 */
export function instantOf(wall: number, timeZone: string): Date {
  const offsetAt = (instant: number) => wallClock(new Date(instant), timeZone) - instant;
  // The second look corrects the first where the offset changes in between.
  const near = wall - offsetAt(wall);
  return new Date(wall - offsetAt(near));
}
