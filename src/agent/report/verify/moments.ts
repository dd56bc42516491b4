/** Times of day and dates in a text. Pure; the text is plain (see `plain-text.ts`). */
import type { Precision } from './tolerance.js';

export interface WrittenTime {
  readonly written: string;
  /** In UTC; null where the zone is not known, so that it is found nowhere. */
  readonly secondOfDay: number | null;
  readonly precision: Precision;
}

const HOUR = 3600;
const DAY = 86_400;

/** Hours ahead of UTC. CST and the like mean several things and are left out. */
const ZONES: Readonly<Record<string, number>> = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  WET: 0,
  BST: 1,
  CET: 1,
  WEST: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  IST: 5.5,
  SGT: 8,
  JST: 9,
  KST: 9,
  AEST: 10,
  AEDT: 11,
  EST: -5,
  EDT: -4,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  BRT: -3,
};

const CLOCK =
  /(?<![\d:.])(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d)(?:[.,]\d+)?)?(?! ?[\d:])(?: ?(?<half>[apAP]\.?[mM]\.?|in the (?:afternoon|evening))(?!\w))?(?: ?(?<zone>(?:UTC|GMT) ?[+-]\d{1,2}(?::?\d\d)?(?!\d)|\+\d\d:?\d\d(?!\d)|[A-Z]{1,4}T|UTC|GMT|Z|MSK|(?:utc|gmt|bst|ist|jst|cet|cest|[ecmp][ds]t)|(?:[A-Z][a-z]+ ){1,3}[Tt]ime|Eastern|Central|Mountain|Pacific|local(?: time)?)(?!\w))?/g;
const HOUR_ONLY =
  /(?<![\d:.])(?<hour>1[0-2]|0?[1-9]) ?(?<half>[apAP]\.?[mM]\.?|o'clock)(?!\w)(?: (?<zone>[A-Z]{1,4}T|UTC|GMT)(?!\w))?/g;

export function readTimes(text: string): { times: WrittenTime[]; rest: string } {
  const times: WrittenTime[] = [];
  const take = (whole: string, ...args: unknown[]) => {
    const groups = args.at(-1) as Readonly<Record<string, string | undefined>>;
    const precision = groups['second'] ? 'second' : groups['minute'] ? 'minute' : 'hour';
    times.push({ written: whole.trim(), secondOfDay: secondOf(groups), precision });
    return ' '.repeat(whole.length);
  };
  const rest = text.replace(CLOCK, take).replace(HOUR_ONLY, take);
  return { times, rest };
}

function secondOf(groups: Readonly<Record<string, string | undefined>>): number | null {
  const offset = offsetOf(groups['zone']);
  if (offset === null) return null;
  let hour = Number(groups['hour']);
  // "3 o'clock" says nothing of which half; "in the afternoon" does.
  const half = groups['half']?.replace('in the ', 'p').replace("o'clock", '')[0]?.toLowerCase();
  if (half !== undefined && (hour > 12 || hour === 0)) return null;
  if (half === 'p' && hour < 12) hour += 12;
  if (half === 'a' && hour === 12) hour = 0;
  const second = hour * HOUR + Number(groups['minute'] ?? 0) * 60 + Number(groups['second'] ?? 0) - offset;
  return ((second % DAY) + DAY) % DAY;
}

/** In seconds; null for a zone that nobody can tell. */
function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined) return 0;
  const numeric = /^(?:UTC|GMT)? ?([+-])(\d{1,2}):?(\d\d)?$/.exec(zone);
  if (numeric) {
    const [, sign, hours, minutes = '0'] = numeric;
    return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * 60);
  }
  const hours = ZONES[zone.toUpperCase()];
  return hours === undefined ? null : hours * HOUR;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const ISO_DATE = /(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?=T\d|(?![\d-]))/g;
const MONTH = '(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\\.?';
const DAY_MONTH = new RegExp(`(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}(?!\\w)`, 'g');
const MONTH_DAY = new RegExp(`(?<!\\w)${MONTH} (\\d{1,2})(?:st|nd|rd|th)?(?![\\w:])`, 'g');

/** Dates as `MM-DD`, or `YYYY-MM-DD` where the year is written. */
export function readDates(text: string): { dates: { written: string; date: string }[]; rest: string } {
  const dates: { written: string; date: string }[] = [];
  const add = (written: string, date: string) => {
    dates.push({ written, date });
    return ' '.repeat(written.length);
  };
  const monthDay = (month: string, day: string) =>
    `${String(MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
  const rest = text
    .replace(ISO_DATE, (whole: string) => add(whole, whole))
    .replace(/(?<= )T(?=\d\d:)/g, ' ')
    .replace(DAY_MONTH, (whole: string, day: string, month: string) => add(whole, monthDay(month, day)))
    .replace(MONTH_DAY, (whole: string, month: string, day: string) => add(whole, monthDay(month, day)));
  return { dates, rest };
}
