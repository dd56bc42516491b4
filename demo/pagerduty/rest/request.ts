/** One call of PagerDuty's REST API, as its routes see it, and what they answer. */
import { Refusal, invalid } from '../account/refusal.js';
import type { User } from '../account/model.js';
import type { Json } from '../account/present.js';

export interface RestRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed; empty when there is none. */
  readonly body: Json;
  /** Whose e-mail address is in the `From` header; PagerDuty demands one on every write of an account's token. */
  readonly from: User | null;
}

export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A part of the API; undefined when the path is not its own. */
export type Route = (request: RestRequest) => RestAnswer | undefined;

export const ok = (body: unknown): RestAnswer => ({ status: 200, body });
export const created = (body: unknown): RestAnswer => ({ status: 201, body });

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under `key` of the body. Throws what PagerDuty answers when there is none. */
export function wrapped(body: Json, key: string): Json {
  const inner = body[key];
  if (!isObject(inner)) throw new Refusal(400, 2003, 'Missing Arguments', [`${key} must be an object`]);
  return inner;
}

/** The id of a reference; undefined when it is none. */
export function idOf(value: unknown): string | undefined {
  return isObject(value) && typeof value['id'] === 'string' ? value['id'] : undefined;
}

const USUAL_LIMIT = 25;
const MAX_LIMIT = 100;
const MAX_ROWS = 10_000;

/** One page of a list, by `limit` and `offset`; `maxRows` makes pages shorter than was asked for. */
export function page(
  query: URLSearchParams,
  key: string,
  rows: readonly unknown[],
  maxRows = MAX_LIMIT,
): RestAnswer {
  const limit = Number(query.get('limit') ?? USUAL_LIMIT);
  const offset = Number(query.get('offset') ?? 0);
  if (!Number.isInteger(limit) || !Number.isInteger(offset) || limit < 1 || offset < 0)
    throw invalid('limit and offset must be whole numbers');
  if (limit > MAX_LIMIT || limit + offset > MAX_ROWS) throw invalid('Limit too high');
  const size = Math.min(limit, maxRows);
  const total = query.get('total') === 'true' ? rows.length : null;
  return ok({
    [key]: rows.slice(offset, offset + size),
    limit: size,
    offset,
    total,
    more: rows.length > offset + size,
  });
}
