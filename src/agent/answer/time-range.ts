/**
 * Which time a question means: "since 2", "in the last 20 minutes", "before the deploy", "between 2 and 3". Pure. Nobody says
 * their zone, so times of day are read as UTC, and whoever answers says which time that is.
 */

export interface TimeRange {
  readonly start: Date;
  readonly end: Date;
  /** As it was understood: "since 02:00 UTC". */
  readonly words: string;
}

export interface TimeFrame {
  readonly now: Date;
  /** When the incident began; null without one. */
  readonly startedAt: Date | null;
  /** When the last change before that (or before now) was made; null when none is known. */
  readonly changedAt: Date | null;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** "Before the deploy", "before it began": as long as somebody would look back. */
const LOOK_BACK = 2 * HOUR;
/** "Around 3": as much on either side. */
const AROUND = 15 * MINUTE;

const SPANS: Readonly<Record<string, number>> = { s: 1000, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };
const SPAN =
  /\b(?:last|past|previous|within|recent)(?: the)?(?: (\d{1,4}|a|an|one|two|three|five|ten|fifteen|twenty|thirty|few|couple of|half an|half))? ?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?)\b/;
const AGO = /\b(\d{1,4}|an?) ?(m|mins?|minutes?|h|hrs?|hours?|d|days?) ago\b/;
const WORDS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  few: 3,
  'couple of': 2,
  five: 5,
  ten: 10,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  half: 0.5,
  'half an': 0.5,
};
const CLOCK = String.raw`(\d{1,2})(?:[:.h](\d{2}))? ?(a\.?m\.?|p\.?m\.?|o'?clock)?(?: ?(?:utc|z|gmt))?(?![\d%:.]|\.\d| ?(?:s|ms|sec|seconds?|min|minutes?|hours?|h|d|days?|percent|requests|errors|pods|alerts)\b)`;
const BETWEEN = new RegExp(String.raw`\b(?:between|from) ${CLOCK} (?:and|to|until|till) ${CLOCK}`);
const SIDE = new RegExp(
  String.raw`\b(since|after|from|until|till|before|at|around|about) (?:about |around )?${CLOCK}`,
);
const EVENT =
  /\b(since|after|before|until)(?: the| that| this| last| its| it)* (deploy(?:ment|s)?|release|rollout|change|flag|incident|outage|alerts?|trouble|began|begin|started|start|happened|broke)\b/;

const AFTER_AN_HOUR =
  /^(?:in|on|at|for|of|and|or|to|with|by|did|do|does|was|were|is|are|has|have|today|yesterday|this|last|that|please|until|till|when|what|why|who)\b/;

/** Undefined when it says nothing of a time. */
export function timeRangeIn(question: string, frame: TimeFrame): TimeRange | undefined {
  const text = question.toLowerCase().replace(/[’‘]/g, "'").replace(/\s+/g, ' ');
  return (
    byBetween(text, frame) ??
    bySpan(text, frame) ??
    byEvent(text, frame) ??
    byClock(text, frame) ??
    byDay(text, frame)
  );
}

function bySpan(text: string, { now }: TimeFrame): TimeRange | undefined {
  const span = SPAN.exec(text);
  const ago = span ? null : AGO.exec(text);
  const [, amount, unit] = span ?? ago ?? [];
  if (unit === undefined) return undefined;
  const ms = (WORDS[amount ?? 'one'] ?? Number(amount)) * (SPANS[unit[0] ?? ''] ?? MINUTE);
  const at = new Date(now.getTime() - ms);
  // "10 minutes ago" is a moment; "since 10 minutes ago" is not.
  if (ago && !/\b(?:since|from|after)\b/.test(text)) return around(at);
  return since(at, now);
}

function byEvent(text: string, frame: TimeFrame): TimeRange | undefined {
  const [, side, event = ''] = EVENT.exec(text) ?? [];
  if (side === undefined) return undefined;
  const isChange = /^(?:deploy|release|rollout|change|flag)/.test(event);
  const at = isChange ? frame.changedAt : frame.startedAt;
  if (!at) return undefined;
  return side === 'before' || side === 'until' ? until(at) : since(at, frame.now);
}

function byBetween(text: string, { now }: TimeFrame): TimeRange | undefined {
  const found = BETWEEN.exec(text);
  if (!found || countsSomething(text, found, found.slice(4, 7))) return undefined;
  const end = readClock(found.slice(4, 7), now);
  const start = end && readClock(found.slice(1, 4), end);
  return start && end ? { start, end, words: `from ${clock(start)} to ${clock(end)}` } : undefined;
}

function byClock(text: string, { now }: TimeFrame): TimeRange | undefined {
  const found = SIDE.exec(text);
  if (!found) return undefined;
  const [, side, ...written] = found;
  if (countsSomething(text, found, written)) return undefined;
  const at = readClock(written, now);
  if (!at) return undefined;
  if (side === 'before' || side === 'until' || side === 'till') return until(at);
  return side === 'at' || side === 'around' || side === 'about' ? around(at) : since(at, now);
}

function byDay(text: string, { now }: TimeFrame): TimeRange | undefined {
  const midnight = new Date(Math.floor(now.getTime() / DAY) * DAY);
  if (/\b(?:today|since midnight)\b/.test(text)) return since(midnight, now);
  if (/\byesterday\b/.test(text)) {
    const start = new Date(midnight.getTime() - DAY);
    return { start, end: midnight, words: `on ${start.toISOString().slice(0, 10)} (UTC)` };
  }
  return undefined;
}

/** "After 3 restarts": what follows a bare number says that it is no hour. */
function countsSomething(
  text: string,
  found: RegExpExecArray,
  [, minutes, half]: readonly (string | undefined)[],
): boolean {
  if (minutes !== undefined || half !== undefined) return false;
  const rest = text.slice(found.index + found[0].length).trimStart();
  return /^[a-z]/.test(rest) && !AFTER_AN_HOUR.test(rest);
}

/** The last time before `latest` that a clock showed this; of "2" the nearer of morning and afternoon. */
function readClock(
  [hours, minutes = '0', half]: readonly (string | undefined)[],
  latest: Date,
): Date | undefined {
  const hour = Number(hours);
  const minute = Number(minutes);
  const isHalf = half !== undefined && /^[ap]/.test(half);
  if (!(hour <= (isHalf ? 12 : 24)) || minute > 59) return undefined;
  const midnight = Math.floor(latest.getTime() / DAY) * DAY;
  const hoursMeant = isHalf
    ? [(hour % 12) + (half.startsWith('p') ? 12 : 0)]
    : hour >= 1 && hour <= 12 && hours?.startsWith('0') !== true
      ? [hour % 12, (hour % 12) + 12]
      : [hour % 24];
  const past = hoursMeant
    .flatMap((each) => [0, DAY].map((back) => midnight + each * HOUR + minute * MINUTE - back))
    .filter((at) => at <= latest.getTime());
  return past.length === 0 ? undefined : new Date(Math.max(...past));
}

function since(start: Date, now: Date): TimeRange {
  return { start, end: now, words: `since ${clock(start)}` };
}

function until(end: Date): TimeRange {
  return { start: new Date(end.getTime() - LOOK_BACK), end, words: `in the 2 h before ${clock(end)}` };
}

function around(at: Date): TimeRange {
  const [start, end] = [new Date(at.getTime() - AROUND), new Date(at.getTime() + AROUND)];
  return { start, end, words: `around ${clock(at)}` };
}

const clock = (at: Date) => `${at.toISOString().slice(11, 16)} UTC`;

/** Whether a moment is in it. */
export function isIn({ start, end }: TimeRange, at: Date): boolean {
  return at >= start && at <= end;
}
