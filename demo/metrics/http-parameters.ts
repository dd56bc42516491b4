/** Reads the parameters of Prometheus' HTTP API: times, durations and repeated selectors. */
import { parseDuration } from './promql/literals.js';
import { PromqlError } from './promql/promql-error.js';
import { parsePromql } from './promql/parse.js';
import type { Matcher } from './matcher.js';

/** A time in ms from Unix seconds or RFC 3339; the fallback when the parameter is missing. */
export function readTime(parameters: URLSearchParams, name: string, fallbackMs?: number): number {
  const text = parameters.get(name) ?? '';
  if (text === '' && fallbackMs !== undefined) return fallbackMs;
  const seconds = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(seconds)) return Math.round(seconds * 1000);
  const isDate = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(text);
  if (isDate && !Number.isNaN(Date.parse(text))) return Date.parse(text);
  throw invalid(name, `cannot parse ${JSON.stringify(text)} to a valid timestamp`);
}

/** A duration in ms from seconds or PromQL notation. */
export function readDuration(parameters: URLSearchParams, name: string): number {
  const text = parameters.get(name) ?? '';
  const seconds = text.trim() === '' ? Number.NaN : Number(text);
  const milliseconds = Number.isFinite(seconds) ? Math.round(seconds * 1000) : parseDuration(text);
  if (milliseconds === undefined)
    throw invalid(name, `cannot parse ${JSON.stringify(text)} to a valid duration`);
  return milliseconds;
}

/** The matchers of each `match[]` parameter. */
export function readMatches(parameters: URLSearchParams): readonly (readonly Matcher[])[] {
  return parameters.getAll('match[]').map((text) => {
    const expr = parsePromql(text);
    if (expr.kind === 'selector' && expr.rangeMs === undefined) return expr.matchers;
    throw invalid('match[]', `${JSON.stringify(text)} is not an instant vector selector`);
  });
}

/** The error for a parameter, worded as Prometheus does. */
export function invalid(name: string, reason: string): PromqlError {
  return new PromqlError('bad_data', `invalid parameter ${JSON.stringify(name)}: ${reason}`);
}
