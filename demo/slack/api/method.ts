/** The contract of one Web API method, and the reading of its arguments. */
import { isJsonObject } from '../http/request.js';
import type { Interactions } from '../people/interactions.js';
import type { Json } from '../workspace/model.js';
import type { AgentThreads } from '../workspace/agent-threads.js';
import type { Canvases } from '../workspace/canvases.js';
import type { Streams } from '../workspace/streams.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Tier } from './rate-limits.js';
import { SlackApiError } from './slack-api-error.js';

export interface ApiContext {
  readonly workspace: Workspace;
  readonly streams: Streams;
  readonly agents: AgentThreads;
  readonly canvases: Canvases;
  /** The scopes the app was installed with. */
  readonly scopes: readonly string[];
  readonly interactions: Interactions;
  /** The user id of the app's bot. */
  readonly botUser: string;
  readonly baseUrl: () => string;
  /** A one-time WebSocket address for Socket Mode. */
  readonly openSocketUrl: () => string;
}

/** One of these scopes is enough; nothing is needed when there is none. */
export type Need = readonly string[];
/** What a method needs, for some only known when its arguments are. */
export type NeedOf = Need | ((args: Arguments, ctx: ApiContext) => Need);

export interface ApiMethod {
  readonly name: string;
  readonly tier: Tier;
  /** The scopes one of which it takes; none means that any token will do. */
  readonly scope: NeedOf;
  /** Which token it takes; `bot` unless told. */
  readonly token?: 'app';
  run(args: Arguments, ctx: ApiContext): Json;
}

/** Returns its argument; it exists so that `run` knows its types. */
export function defineMethod(method: ApiMethod): ApiMethod {
  return method;
}

export type Arguments = ReturnType<typeof createArguments>;

/** Reads arguments that come as form strings or as JSON values. */
export function createArguments(raw: Json) {
  function text(name: string): string | undefined {
    const value = raw[name];
    if (value === undefined || value === null || value === '') return undefined;
    return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
  }

  function json(name: string, error: string): unknown {
    const value = raw[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      throw new SlackApiError(error);
    }
  }

  return {
    raw,
    text,
    required(name: string): string {
      const value = text(name);
      if (value === undefined) {
        throw new SlackApiError('invalid_arguments', {
          response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
        });
      }
      return value;
    },
    flag(name: string): boolean {
      return ['true', '1'].includes(text(name) ?? '');
    },
    number(name: string): number | undefined {
      const value = Number(text(name) ?? Number.NaN);
      return Number.isFinite(value) ? value : undefined;
    },
    /** A JSON list of objects; `error` names what is wrong with anything else. */
    list(name: string, error: string): Json[] | undefined {
      const value = json(name, error);
      if (value === undefined) return undefined;
      if (!Array.isArray(value) || !value.every(isJsonObject)) throw new SlackApiError(error);
      return value;
    },
    /** A JSON list of strings. */
    strings(name: string, error: string): string[] | undefined {
      const value = json(name, error);
      if (value === undefined) return undefined;
      if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
        throw new SlackApiError(error);
      }
      return value;
    },
    object(name: string, error: string): Json | undefined {
      const value = json(name, error);
      if (value === undefined) return undefined;
      if (!isJsonObject(value)) throw new SlackApiError(error);
      return value;
    },
  };
}

/** One page of a list. Cursors are opaque to callers, as in Slack. */
export function page<T>(
  items: readonly T[],
  args: Arguments,
  defaultLimit = 100,
): { readonly items: T[]; readonly nextCursor: string } {
  const limit = Math.min(Math.max(args.number('limit') ?? defaultLimit, 1), 1000);
  const cursor = args.text('cursor');
  const start =
    cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('next:', ''));
  if (!Number.isInteger(start) || start < 0) throw new SlackApiError('invalid_cursor');
  const end = start + limit;
  return {
    items: items.slice(start, end),
    nextCursor: end < items.length ? Buffer.from(`next:${end}`).toString('base64') : '',
  };
}
