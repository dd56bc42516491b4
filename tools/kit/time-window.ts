/** The time a tool looks at, as a model says it: minutes before now. */
import { z } from 'zod';
import type { TimeRange } from '../../src/shared/series.js';
import type { ToolContext } from '../tool.js';
import { refuse, type Refusal } from './known-services.js';

export const MAX_MINUTES = 7 * 24 * 60; // a week back shows the daily and weekly rhythm

export const startMinutesAgo = z
  .number()
  .min(0)
  .max(MAX_MINUTES)
  .optional()
  .describe('Begin, minutes before now');

export const endMinutesAgo = z
  .number()
  .min(0)
  .max(MAX_MINUTES)
  .optional()
  .describe('End, minutes before now');

/** An alert comes later than the trouble: most rules wait a minute or two before they fire. */
const LEAD_SECONDS = 120;
/** More of what shows the usual must not go to the trouble. */
const MAX_LEAD_SHARE = 1 / 4;
/** Of the calm before: less says nothing about what is new, more is another day. */
const BEFORE_SECONDS = { min: 300, max: 3_600 };

interface AskedWindow {
  readonly startMinutesAgo?: number | undefined;
  readonly endMinutesAgo?: number | undefined;
}

/** `usual` is looked at where nothing is said: the incident and the calm before it. */
export function chooseRange(
  asked: AskedWindow,
  { now, range: usual }: Pick<ToolContext, 'now' | 'range'>,
): TimeRange {
  const { startMinutesAgo: start, endMinutesAgo: end } = asked;
  return {
    start: start === undefined ? usual.start : minutesBefore(now, start),
    end: end === undefined ? usual.end : minutesBefore(now, end),
  };
}

/** Null when the range holds any time. */
export function refuseEmpty({ start, end }: TimeRange): Refusal | null {
  return start < end
    ? null
    : refuse('The range is empty: startMinutesAgo must be larger than endMinutesAgo.');
}

export const lengthOf = ({ start, end }: TimeRange): number => (end.getTime() - start.getTime()) / 1000;

const minutesBefore = (now: Date, minutes: number) => new Date(now.getTime() - minutes * 60_000);

/** Times that are compared: what is asked about, and a calm one before it. */
export interface Windows {
  readonly now: TimeRange;
  readonly before: TimeRange;
}

/** `asked` is null where nobody said which time: since shortly before the incident. Calm is what came before the incident. */
export function chooseWindows(
  asked: TimeRange | null,
  { incident, range, now }: Pick<ToolContext, 'incident' | 'range' | 'now'>,
): Windows {
  const noticed = Math.min(incident.startedAt.getTime(), now.getTime()) / 1000;
  const baseline = Math.max(0, noticed - range.start.getTime() / 1000);
  const lead = Math.min(LEAD_SECONDS, baseline * MAX_LEAD_SHARE);
  const begun = new Date((noticed - lead) * 1000);
  const window = asked ?? { start: begun, end: range.end };
  const calmEnd = window.end > begun && window.start > begun ? begun : window.start;
  const wanted = asked === null ? baseline - lead : lengthOf(window);
  const least = Math.min(BEFORE_SECONDS.min, baseline);
  const seconds = Math.min(BEFORE_SECONDS.max, Math.max(least, wanted));
  return { now: window, before: { start: new Date(calmEnd.getTime() - seconds * 1000), end: calmEnd } };
}
