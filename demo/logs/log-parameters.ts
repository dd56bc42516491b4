/** Parameters of Loki's HTTP API, with its defaults and its words for what it does not take. */
import { parseDuration } from '../metrics/promql/literals.js';
import { LogqlError } from './logql-error.js';

/** What Loki refuses unless configured otherwise. */
const MAX_ENTRIES = 5_000;
const MAX_LENGTH_HOURS = 721;
const MAX_POINTS = 11_000;
const DEFAULT_LIMIT = 100;
const NANOS_PER_MS = 1_000_000n;
const HOUR_MS = 3_600_000;

export interface TimeSpan {
  /** Unix nanoseconds. */
  readonly start: bigint;
  readonly end: bigint;
}

/** The last hour unless told. */
export function readSpan(parameters: URLSearchParams, nowMs: number): TimeSpan {
  const end = readTime(parameters, 'end') ?? BigInt(nowMs) * NANOS_PER_MS;
  const start = readTime(parameters, 'start') ?? end - BigInt(HOUR_MS) * NANOS_PER_MS;
  if (end <= start) throw new LogqlError('end timestamp must not be before or equal to start time');
  const hours = Number((end - start) / NANOS_PER_MS) / HOUR_MS;
  if (hours > MAX_LENGTH_HOURS) {
    throw new LogqlError(
      `the query time range exceeds the limit (query length: ${Math.ceil(hours)}h0m0s, limit: 30d1h)`,
    );
  }
  return { start, end };
}

/** Nanoseconds, seconds with a point, or RFC 3339. */
function readTime(parameters: URLSearchParams, name: string): bigint | undefined {
  const text = parameters.get(name) ?? '';
  if (text === '') return undefined;
  if (/^\d+$/.test(text)) return text.length > 10 ? BigInt(text) : BigInt(text) * 1_000_000_000n;
  const ms = /^\d+\.\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(ms)) {
    throw new LogqlError(
      `could not parse '${name}' parameter: strconv.ParseInt: parsing "${text}": invalid syntax`,
    );
  }
  return BigInt(Math.round(ms)) * NANOS_PER_MS;
}

export function readLimit(parameters: URLSearchParams): number {
  const text = parameters.get('limit') ?? String(DEFAULT_LIMIT);
  const limit = Number(text);
  if (!Number.isInteger(limit)) {
    throw new LogqlError(`strconv.ParseUint: parsing "${text}": invalid syntax`);
  }
  if (limit <= 0) throw new LogqlError('limit must be a positive value');
  if (limit > MAX_ENTRIES) {
    throw new LogqlError(
      `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${MAX_ENTRIES})`,
    );
  }
  return limit;
}

export function readDirection(parameters: URLSearchParams): 'forward' | 'backward' {
  const text = (parameters.get('direction') ?? 'backward').toLowerCase();
  if (text === 'forward' || text === 'backward') return text;
  throw new LogqlError(`invalid direction '${text}'`);
}

/** Milliseconds between two points; a two-hundred-and-fiftieth of the span unless told. */
export function readStep(parameters: URLSearchParams, { start, end }: TimeSpan): number {
  const lengthMs = Number((end - start) / NANOS_PER_MS);
  const text = parameters.get('step') ?? '';
  const stepMs = text === '' ? Math.max(1000, Math.floor(lengthMs / 250_000) * 1000) : parseStep(text);
  if (!(stepMs > 0)) {
    throw new LogqlError(
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  }
  if (lengthMs / stepMs > MAX_POINTS) {
    throw new LogqlError(
      'exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter',
    );
  }
  return stepMs;
}

function parseStep(text: string): number {
  const seconds = Number(text);
  const stepMs = Number.isFinite(seconds) ? seconds * 1000 : parseDuration(text);
  if (stepMs === undefined) throw new LogqlError(`cannot parse "${text}" to a valid duration`);
  return stepMs;
}
