/** Numbers, times and texts as tools give them: no more digits and no more letters than a model can use. */
import type { Change } from '../../src/incidents/change.js';
import type { Series, TimeRange } from '../../src/shared/series.js';
import { cut, oneLine } from '../../src/shared/text.js';

const MAX_NAME_CHARS = 120;

/** Four significant digits. */
export const digits = (value: number): number => Number(value.toPrecision(4));

/** The same for a value that may be unknown. */
export const digitsOrNull = (value: number | null): number | null =>
  value === null || !Number.isFinite(value) ? null : digits(value);

/** `2026-11-20T03:12:04Z`. */
export const formatMoment = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

/** The same from Unix seconds; null stays null. */
export const formatUnix = (seconds: number | null): string | null =>
  seconds === null ? null : formatMoment(new Date(seconds * 1000));

export const formatRange = ({ start, end }: TimeRange): string =>
  `${formatMoment(start)} to ${formatMoment(end)}`;

/** `1 service`, `3 services`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** A series by its labels; `the value` when it has none. */
export function nameOfSeries(labels: Series['labels']): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? 'the value' : cut(pairs.join(', '), MAX_NAME_CHARS);
}

/** What others wrote, on one line and of at most `max` characters. */
export const clip = (text: string, max = 120): string => cut(oneLine(text.slice(0, 4 * max)), max);

/** `deploy of version 1.4.2`, `flag`. */
export const nameOfChange = ({ kind, version }: Pick<Change, 'kind' | 'version'>): string =>
  version === null ? kind : `${kind} of version ${clip(version, 60)}`;
