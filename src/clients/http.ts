/**
 * How the clients read from other systems over HTTP: time limit, size cap, retries, measurement, and errors that tell the
 * operator what to check. For reads only: a request may be sent several times. What each system says is left to its client.
 */
import { sleep } from '../shared/clock.js';
import { ConfigError, UpstreamError } from '../shared/errors.js';
import type { Metrics } from '../observability/metrics.js';
import { attemptHttp, type HttpAnswer, type HttpOutcome } from './http-attempt.js';

export interface HttpOptions {
  /** Name of the system in errors and metrics: `prometheus`. */
  readonly service: string;
  /** Its name in sentences: `Prometheus`. */
  readonly title: string;
  /** What to check when it cannot be used: `PROMETHEUS_URL and the network`. */
  readonly check: string;
  /** May hold a path, and a user and password, which are sent as basic authentication. */
  readonly baseUrl: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Per attempt. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Further attempts after the first one. Default 2. */
  readonly retries?: number;
  readonly metrics?: Pick<Metrics, 'upstreamSeconds'> | undefined;
}

export interface HttpRequest {
  /** Below the base address: `/api/v1/query`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent by POST, as queries too long for an address are. Without it, the request is a GET. */
  readonly form?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Statuses besides 2xx that the caller wants to read for itself. */
  readonly accept?: readonly number[];
  /** Whether an answer larger than the cap may come back cut; otherwise it throws. */
  readonly mayBeCut?: boolean;
}

export interface Http {
  /**
   * Sends the request, again after a broken connection, a 5xx or a 429. Not again after a time-out, because whoever is
   * too slow now would only be given more work. Throws UpstreamError; nothing in it ever holds a credential.
   */
  request(
    request: HttpRequest,
  ): Promise<{ readonly status: number; readonly body: string; readonly isCut: boolean }>;
  /** `Prometheus at metrics.example:9090`, for error messages. */
  readonly label: string;
}

const DEFAULT_RETRIES = 2;
const FIRST_BACKOFF_MS = 100; // doubled per attempt, with jitter: two retries cost at most 0.3 s of an evidence pass
const MAX_RETRY_AFTER_MS = 3_000; // who asks for a longer pause is left alone, and the caller told so
const MIB = 1024 * 1024;

export function createHttp(options: HttpOptions): Http {
  const { base, authorization } = readBaseUrl(options);
  const label = `${options.title} at ${base.host}`;
  const headers = {
    accept: 'application/json',
    ...(authorization ? { authorization } : {}),
    ...options.headers,
  };

  async function send(request: HttpRequest): Promise<HttpOutcome> {
    const url = new URL(base);
    url.pathname = base.pathname.replace(/\/+$/, '') + request.path;
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
    const startedAt = performance.now();
    const outcome = await attemptHttp({
      url,
      method: request.form ? 'POST' : 'GET',
      headers: request.form ? { ...headers, 'content-type': 'application/x-www-form-urlencoded' } : headers,
      ...(request.form ? { body: new URLSearchParams(request.form).toString() } : {}),
      timeoutMs: options.timeoutMs,
      maxBytes: options.maxBytes,
      signal: request.signal,
    });
    const seconds = (performance.now() - startedAt) / 1000;
    options.metrics?.upstreamSeconds.observe(
      { service: options.service, result: resultOf(outcome) },
      seconds,
    );
    return outcome;
  }

  function fail(
    message: string,
    isRetryable: boolean,
    more: { status?: number; cause?: unknown } = {},
  ): never {
    throw new UpstreamError(options.service, `${label} ${message}`, { isRetryable, ...more });
  }

  /** The answer if it can be used, else throws. */
  function accept(outcome: HttpOutcome, request: HttpRequest): HttpAnswer {
    const check = `check ${options.check}`;
    switch (outcome.kind) {
      case 'timeout':
        return fail(`did not answer within ${inSeconds(options.timeoutMs)}; ${check}.`, true);
      case 'aborted':
        return fail('was not waited for: the caller gave up.', true, { cause: request.signal?.reason });
      case 'unreachable':
        return fail(`cannot be reached; ${check}.`, true, { cause: outcome.cause });
      case 'broken':
        return fail(`broke the connection; ${check}.`, true, { cause: outcome.cause });
      case 'answer':
    }
    const { status } = outcome;
    if ((status >= 200 && status < 300) || request.accept?.includes(status)) {
      if (outcome.bodyFailure === 'broken') {
        return fail(`broke off in the middle of its answer; ${check}.`, true, { status });
      }
      if (outcome.bodyFailure) return accept({ kind: outcome.bodyFailure }, request);
      if (!outcome.isCut || request.mayBeCut) return outcome;
      return fail(`answered more than ${inMib(options.maxBytes)}; ask for less.`, false, { status });
    }
    if (status >= 300 && status < 400) {
      return fail(`redirects elsewhere (${status}), which is not followed; ${check}.`, false, { status });
    }
    if (status === 401 || status === 403) {
      return fail(`refused access (${status}); check its credential and ${options.check}.`, false, {
        status,
      });
    }
    if (status === 429) return fail('asks us to slow down (429).', true, { status });
    return fail(`answered ${status} to ${request.path}; ${check}.`, status >= 500, { status });
  }

  return {
    label,
    async request(request) {
      const retries = options.retries ?? DEFAULT_RETRIES;
      for (let attempt = 0; ; attempt += 1) {
        const outcome = await send(request);
        const pauseMs = attempt < retries ? pauseBeforeRetry(outcome, attempt) : undefined;
        if (pauseMs === undefined) {
          const { status, body, isCut } = accept(outcome, request);
          return { status, body, isCut };
        }
        await sleep(pauseMs, request.signal);
      }
    },
  };
}

/** Milliseconds to wait before the next attempt; undefined when there should be none. */
function pauseBeforeRetry(outcome: HttpOutcome, attempt: number): number | undefined {
  const backoffMs = FIRST_BACKOFF_MS * 2 ** attempt * (0.5 + Math.random() / 2);
  if (outcome.kind === 'unreachable' || outcome.kind === 'broken') return backoffMs;
  if (outcome.kind !== 'answer') return undefined;
  if (outcome.bodyFailure === 'broken') return backoffMs;
  if (outcome.status !== 429 && outcome.status < 500) return undefined;
  const askedMs = readRetryAfter(outcome.headers.get('retry-after'), Date.now());
  if (askedMs === undefined) return backoffMs;
  return askedMs <= MAX_RETRY_AFTER_MS ? Math.max(askedMs, backoffMs) : undefined;
}

/** Milliseconds asked for by a `Retry-After` header, which holds seconds or a date; undefined when it holds neither. */
export function readRetryAfter(header: string | null | undefined, nowMs: number): number | undefined {
  if (!header) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** `5 s`, `0.3 s`. */
export function inSeconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}

function inMib(bytes: number): string {
  return bytes < MIB ? `${Math.round(bytes / 1024)} KiB` : `${Math.round((bytes / MIB) * 10) / 10} MiB`;
}

function resultOf(outcome: HttpOutcome): 'ok' | 'error' | 'timeout' | 'aborted' {
  if (outcome.kind === 'timeout' || outcome.kind === 'aborted') return outcome.kind;
  if (outcome.kind !== 'answer' || outcome.status >= 400) return 'error';
  if (outcome.bodyFailure === undefined) return 'ok';
  return outcome.bodyFailure === 'broken' ? 'error' : outcome.bodyFailure;
}

/** Takes user and password out of the address, because fetch refuses them there and messages must not show them. */
function readBaseUrl(options: HttpOptions): { base: URL; authorization: string | undefined } {
  const base = URL.canParse(options.baseUrl) ? new URL(options.baseUrl) : undefined;
  if (!base || !/^https?:$/.test(base.protocol)) {
    throw new ConfigError(`The address of ${options.title} is not an http(s) URL; check ${options.check}.`);
  }
  const { username, password } = base;
  base.username = '';
  base.password = '';
  base.hash = '';
  if (!username && !password) return { base, authorization: undefined };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { base, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
