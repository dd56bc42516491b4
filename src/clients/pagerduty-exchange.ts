/**
 * One exchange with PagerDuty's REST API through its own library, @pagerduty/pdjs, whose defects end in this file:
 * - its `server` option knows https only and its paging only hosts that end in .com: every call has an absolute `url`;
 * - its `requestTimeout` stops nothing, yet keeps the process alive for 30 s: it is off, and an AbortSignal ends the call;
 * - it sleeps 20 s on a 429 and ignores what PagerDuty asks for: the first 429 ends the call;
 * - 4xx and 5xx resolve like successes: the status is part of the outcome.
 * Retrying and wording are left to the caller.
 */
import http, { type ClientRequest, type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { api } from '@pagerduty/pdjs';
import { isMachineHost, lookUpOutside, machineHostError } from './machine-hosts.js';

const MAX_BYTES = 8 * 1024 * 1024;

export interface ExchangeOptions {
  readonly token: string;
  /** E-mail address of a user of the account; PagerDuty demands one on every write. */
  readonly fromEmail: string;
  /** Without a slash at its end. */
  readonly base: string;
  readonly timeoutMs: number;
}

export interface RestCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the base address: `/incidents`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
  /** It is not repeated by itself, because whoever is paged twice is disturbed twice. */
  readonly isOnce?: boolean;
}

/** How one exchange ended. */
export type Outcome =
  | { readonly kind: 'answer'; readonly status: number; readonly data: unknown }
  | { readonly kind: 'limited'; readonly headers: IncomingHttpHeaders }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'broken'; readonly cause: unknown };

/** Never throws. */
export async function exchange(options: ExchangeOptions, call: RestCall): Promise<Outcome> {
  if (call.signal?.aborted) return { kind: 'aborted' };
  const target = new URL(options.base);
  if (isMachineHost(target.hostname)) return { kind: 'broken', cause: machineHostError(target) };
  const controller = new AbortController();
  let ended: Exclude<Outcome, { kind: 'answer' | 'broken' }> | undefined;
  const end = (outcome: NonNullable<typeof ended>) => {
    ended ??= outcome;
    controller.abort();
  };
  const onAbort = () => end({ kind: 'aborted' });
  const timer = setTimeout(() => end({ kind: 'timeout' }), options.timeoutMs);
  call.signal?.addEventListener('abort', onAbort, { once: true });
  const agent = createAgent(options.base, (headers) => end({ kind: 'limited', headers }));
  try {
    const response = await api(requestFor(options, call, { signal: controller.signal, agent }));
    return { kind: 'answer', status: response.status, data: response.data };
  } catch (rejected) {
    if (ended) return ended;
    // pdjs rejects with the response itself, not with an error, when its body is not JSON.
    const status: unknown = rejected instanceof Object && 'status' in rejected ? rejected.status : undefined;
    if (typeof status === 'number') return { kind: 'answer', status, data: undefined };
    return { kind: 'broken', cause: rejected };
  } finally {
    clearTimeout(timer);
    call.signal?.removeEventListener('abort', onAbort);
    agent.destroy();
  }
}

/** `agent` and `size` belong to the fetch that pdjs uses; its types know only the browser's, hence the cast. */
function requestFor(
  options: ExchangeOptions,
  call: RestCall,
  more: { signal: AbortSignal; agent: http.Agent },
) {
  const request = {
    url: options.base + call.path,
    method: call.method,
    token: options.token,
    headers: call.method === 'GET' ? {} : { From: options.fromEmail },
    ...(call.query ? { queryParameters: call.query } : {}),
    ...(call.body ? { data: call.body } : {}),
    requestTimeout: 0,
    redirect: 'manual',
    size: MAX_BYTES,
    ...more,
  };
  return request as unknown as { url: string };
}

/**
 * A connection of its own for one call, which reports a 429 before pdjs sees it. `addRequest` is how Node hands a request
 * to its agent; it is old and stable, but missing from Node's types.
 */
function createAgent(base: string, onLimited: (headers: IncomingHttpHeaders) => void): http.Agent {
  const agent = base.startsWith('https:')
    ? new https.Agent({ lookup: lookUpOutside })
    : new http.Agent({ lookup: lookUpOutside });
  const plain = agent as unknown as { addRequest(request: ClientRequest, ...rest: unknown[]): void };
  const addRequest = plain.addRequest.bind(agent);
  plain.addRequest = (request, ...rest) => {
    request.once('response', (response) => {
      if (response.statusCode === 429) onLimited(response.headers);
    });
    addRequest(request, ...rest);
  };
  return agent;
}
