/** What Jaeger's search takes, in its units and with its words for what it does not take. */
import type { ShopSpan } from '../shop/tracing.js';

/** Answered as 400. */
export class TraceQueryError extends Error {
  override readonly name = 'TraceQueryError';
}

export interface TraceQuery {
  readonly limit: number;
  /** All conditions hold for one and the same span. */
  fits(span: ShopSpan): boolean;
}

const DEFAULT_LIMIT = 100;
const UNIT_MICROS: Readonly<Record<string, number>> = {
  ns: 0.001,
  us: 1,
  µs: 1,
  ms: 1e3,
  s: 1e6,
  m: 6e7,
  h: 3.6e9,
};

/** Throws TraceQueryError. */
export function readTraceQuery(parameters: URLSearchParams): TraceQuery {
  const service = parameters.get('service');
  if (!service) throw new TraceQueryError("parameter 'service' is required");
  const operation = parameters.get('operation');
  const [start, end] = [readMicros(parameters, 'start', 0), readMicros(parameters, 'end', Infinity)];
  const least = readDuration(parameters, 'minDuration') ?? 0;
  const most = readDuration(parameters, 'maxDuration') ?? Infinity;
  if (most < least) throw new TraceQueryError("'maxDuration' should be greater than 'minDuration'");
  const tags = Object.entries(readTags(parameters));
  return {
    limit: readMicros(parameters, 'limit', DEFAULT_LIMIT),
    fits: (span) =>
      span.service === service &&
      (!operation || span.name === operation) &&
      span.startMicros >= start &&
      span.startMicros < end &&
      span.durationMicros >= least &&
      span.durationMicros <= most &&
      tags.every(([key, value]) => String(span.tags[key]) === value),
  };
}

function readMicros(parameters: URLSearchParams, name: string, fallback: number): number {
  const text = parameters.get(name);
  if (text === null || text === '') return fallback;
  if (!/^\d+$/.test(text)) {
    throw new TraceQueryError(
      `unable to parse param '${name}': strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return Number(text);
}

/** Go's durations: `1.5s`, `200ms`. */
function readDuration(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null || text === '') return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new TraceQueryError(
      `unable to parse param '${name}': time: invalid duration ${JSON.stringify(text)}`,
    );
  }
  return parts.reduce((sum, [, value, unit]) => sum + Number(value) * (UNIT_MICROS[unit ?? ''] ?? 0), 0);
}

function readTags(parameters: URLSearchParams): Readonly<Record<string, string>> {
  const text = parameters.get('tags');
  if (text === null || text === '') return {};
  try {
    const tags: unknown = JSON.parse(text);
    const isRead =
      typeof tags === 'object' &&
      tags !== null &&
      Object.values(tags).every((value) => typeof value === 'string');
    if (isRead) return tags as Record<string, string>;
  } catch {
    // Refused like everything else that is no object of texts.
  }
  throw new TraceQueryError("malformed 'tags' parameter, expecting a JSON map of strings");
}
