/** Numbers, times and texts in the data behind an observation. Pure. */
import type { Dimension } from './units.js';

export interface DataNumber {
  /** `unknown`: nothing says what it measures. */
  readonly kind: Dimension | 'unknown';
  readonly value: number;
}

export interface ReadData {
  readonly numbers: readonly DataNumber[];
  /** Unix seconds. */
  readonly times: readonly number[];
  readonly texts: readonly string[];
}

/** What the field `unit` beside numbers says; see `Unit` in `src/analysis/format-value.ts`. */
const UNITS: Readonly<Record<string, Dimension>> = {
  ratio: 'ratio',
  seconds: 'time',
  per_second: 'rate',
  bytes: 'bytes',
  number: 'count',
};
/** Longer lists are series, of which people tell the ends and the extremes; any value at all would be found in one. */
const MAX_LIST = 4;
const MAX_DEPTH = 8;
/** 2001 to 2286 in seconds; the same in milliseconds. */
const isUnixSeconds = (value: number) => value >= 1e9 && value < 1e10;
const isUnixMillis = (value: number) => value >= 1e12 && value < 1e13;

export function readData(data: unknown): ReadData {
  const numbers: DataNumber[] = [];
  const times: number[] = [];
  const texts: string[] = [];

  const addNumber = (value: number, kind: DataNumber['kind']) => {
    if (isUnixSeconds(value)) times.push(value);
    else if (isUnixMillis(value)) times.push(value / 1000);
    else numbers.push({ kind, value });
  };

  const visit = (value: unknown, kind: DataNumber['kind'], depth: number): void => {
    if (typeof value === 'number' && Number.isFinite(value)) addNumber(value, kind);
    else if (typeof value === 'string') texts.push(value);
    else if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return;
    else if (Array.isArray(value)) visitList(value, kind, depth);
    else {
      const unit = 'unit' in value && typeof value.unit === 'string' ? UNITS[value.unit] : undefined;
      for (const [key, inner] of Object.entries(value)) {
        texts.push(key);
        visit(inner, unit ?? kind, depth + 1);
      }
    }
  };

  /** Of a series only its first, last, least and greatest value, and none of its times. */
  const visitList = (list: readonly unknown[], kind: DataNumber['kind'], depth: number): void => {
    const series = list.length > MAX_LIST ? seriesIn(list) : undefined;
    if (!series) {
      for (const item of list) visit(item, kind, depth + 1);
      return;
    }
    const sorted = series.toSorted((a, b) => a - b);
    for (const each of [series[0], series.at(-1), sorted[0], sorted.at(-1)])
      if (each !== undefined) addNumber(each, kind);
  };

  visit(data, 'unknown', 0);
  return { numbers, times, texts };
}

/** The values of a list of numbers, of [time, value] pairs or of {time, value} objects; undefined for any other list. */
function seriesIn(list: readonly unknown[]): number[] | undefined {
  const values = list.map((item) => {
    if (typeof item === 'number') return item;
    if (item === null) return null;
    const parts = Array.isArray(item) ? item : typeof item === 'object' ? Object.values(item) : [];
    const isPoint = parts.length === 2 && parts.every((part) => part === null || typeof part === 'number');
    return isPoint ? ((parts[1] as number | null) ?? null) : undefined;
  });
  if (values.includes(undefined)) return undefined;
  return values.flatMap((value) => (typeof value === 'number' && Number.isFinite(value) ? [value] : []));
}
