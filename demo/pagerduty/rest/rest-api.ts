/** PagerDuty's REST API, version 2: who may call, how often, and which part answers. */
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal, notFound } from '../account/refusal.js';
import type { Account } from '../account/account.js';
import type { Json } from '../account/present.js';
import { createRateLimit } from './rate-limit.js';
import type { RestAnswer, Route } from './request.js';

/** Per token and minute. */
const USUAL_LIMIT = 960;

export interface RestCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Json;
}

export function createRestApi({
  account,
  tokens,
  routes,
  now,
  perMinute = USUAL_LIMIT,
}: {
  account: Account;
  tokens: readonly string[];
  routes: readonly Route[];
  now: () => number;
  perMinute?: number | undefined;
}) {
  const count = createRateLimit({ perMinute, now });

  function route({ headers, ...call }: RestCall): RestAnswer {
    const email = headers['from'];
    const from = email === undefined ? null : (account.userByEmail(email) ?? null);
    // Writes are in somebody's name.
    if (call.method !== 'GET' && !from) throw new Refusal(400, 1008, 'Requester User Not Found');
    for (const answer of routes) {
      const found = answer({ ...call, from });
      if (found) return found;
    }
    throw notFound();
  }

  return (call: RestCall): RestAnswer & { readonly headers: Record<string, string> } => {
    const token = /^Token token=(.+)$/.exec(call.headers.authorization ?? '')?.[1];
    if (token === undefined || !tokens.includes(token))
      return { ...refuse(new Refusal(401, 2006, 'Authentication failed')), headers: {} };
    const { isOver, headers } = count(token);
    if (isOver) return { ...refuse(new Refusal(429, 2020, 'Rate Limit Exceeded')), headers };
    try {
      return { ...route(call), headers };
    } catch (error) {
      if (error instanceof Refusal) return { ...refuse(error), headers };
      throw error;
    }
  };
}

function refuse({ status, code, message, errors }: Refusal): RestAnswer {
  return { status, body: { error: { message, code, ...(errors.length > 0 && { errors }) } } };
}
