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
  .describe('Begin this many minutes before now; default: some time before the incident began');

export const endMinutesAgo = z
  .number()
  .min(0)
  .max(MAX_MINUTES)
  .optional()
  .describe('End this many minutes before now; default: 0, the moment this investigation began');

export interface AskedWindow {
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
