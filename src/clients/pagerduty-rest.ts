/**
 * PagerDuty's REST API: retries with the pauses that PagerDuty asks for, all pages of a list, checked answers, and errors
 * that tell the operator what to check.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { sleep } from '../shared/clock.js';
import { ConfigError, UpstreamError } from '../shared/errors.js';
import type { Metrics } from '../observability/metrics.js';
import { inSeconds, readRetryAfter } from './http.js';
import { exchange, type Outcome, type RestCall } from './pagerduty-exchange.js';

export interface PagerDutyOptions {
  readonly token: string;
  /** E-mail address of a user of the account; PagerDuty demands one on every write. */
  readonly fromEmail: string;
  /** Default: PagerDuty's US region. Accounts in the EU use `https://api.eu.pagerduty.com`. */
  readonly apiUrl?: string | undefined;
  /** Per attempt. */
  readonly timeoutMs: number;
  readonly metrics?: Pick<Metrics, 'upstreamSeconds'> | undefined;
}

export interface PagerDutyRest {
  /** The answer's JSON, checked. Throws UpstreamError; a refusal carries PagerDuty's explanation and its status. */
  call<T extends z.ZodType>(call: RestCall, schema: T): Promise<z.output<T>>;
  /** The items under `key` of every page. */
  list<T extends z.ZodType>(call: RestCall, key: string, item: T): Promise<readonly z.output<T>[]>;
}

const US_REGION = 'https://api.pagerduty.com';
const RETRIES = 2;
const FIRST_BACKOFF_MS = 250;
const MAX_PAUSE_MS = 5_000; // PagerDuty's window is a minute; who has to wait longer is better called again by its job
const PAGE_SIZE = 100; // the most PagerDuty allows
const MAX_ROWS = 10_000; // offset + limit beyond this is refused
const MAX_ERROR_LENGTH = 300;

const Refusal = z.object({
  error: z.object({
    message: z.string().nullish(),
    errors: z.union([z.array(z.string()), z.string()]).nullish(),
  }),
});

export function createPagerDutyRest(options: PagerDutyOptions): PagerDutyRest {
  const { apiUrl = US_REGION } = options;
  if (!URL.canParse(apiUrl)) {
    throw new ConfigError('The address of the PagerDuty API is not a URL; check PAGERDUTY_API_URL.');
  }
  const base = apiUrl.replace(/\/+$/, '');
  const label = `PagerDuty at ${new URL(base).host}`;

  async function sendAndMeasure(call: RestCall): Promise<Outcome> {
    const startedAt = performance.now();
    const outcome = await exchange({ ...options, base }, call);
    options.metrics?.upstreamSeconds.observe(
      { service: 'pagerduty', result: resultOf(outcome) },
      (performance.now() - startedAt) / 1000,
    );
    return outcome;
  }

  function fail(
    message: string,
    isRetryable: boolean,
    more: { status?: number; cause?: unknown } = {},
  ): never {
    throw new UpstreamError('pagerduty', `${label} ${message}`, { isRetryable, ...more });
  }

  /** The answer's data if it is a success, else throws. */
  function accept(outcome: Outcome, call: RestCall): unknown {
    switch (outcome.kind) {
      case 'timeout':
        return fail(`did not answer within ${inSeconds(options.timeoutMs)}; check the network.`, true);
      case 'aborted':
        return fail('was not waited for: the caller gave up.', true, { cause: call.signal?.reason });
      case 'broken':
        return fail('cannot be reached; check PAGERDUTY_API_URL and the network.', true, {
          cause: outcome.cause,
        });
      case 'limited':
        return fail(`asks us to slow down (429${pauseText(outcome.headers)}).`, true, { status: 429 });
      case 'answer':
    }
    const { status, data } = outcome;
    if (status >= 200 && status < 300) return data;
    const reason = explain(data);
    if (status === 401 || status === 403) {
      return fail(`refused access (${status}${reason}); check PAGERDUTY_TOKEN and what it may do.`, false, {
        status,
      });
    }
    return fail(`answered ${status} to ${call.method} ${call.path}${reason}.`, status >= 500, { status });
  }

  async function request<T extends z.ZodType>(call: RestCall, schema: T): Promise<z.output<T>> {
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await sendAndMeasure(call);
      const pauseMs = !call.isOnce && attempt < RETRIES ? pauseBeforeRetry(outcome, attempt) : undefined;
      if (pauseMs !== undefined) {
        await sleep(pauseMs, call.signal);
        continue;
      }
      const parsed = schema.safeParse(accept(outcome, call));
      if (parsed.success) return parsed.data;
      return fail(`answered ${call.method} ${call.path} in a form we do not know.`, false, {
        cause: parsed.error,
      });
    }
  }

  return {
    call: request,
    async list(call, key, item) {
      const Page = z.object({ [key]: z.array(item), more: z.boolean().nullish() });
      const rows: z.output<typeof item>[] = [];
      for (let offset = 0; offset + PAGE_SIZE <= MAX_ROWS;) {
        const query = { ...call.query, limit: String(PAGE_SIZE), offset: String(offset) };
        const page = await request({ ...call, query }, Page);
        const items = page[key] as z.output<typeof item>[];
        rows.push(...items);
        // By what came, not by what was asked for: PagerDuty may give shorter pages.
        offset += items.length;
        if (!page.more || items.length === 0) break;
      }
      return rows;
    },
  };
}

/** Calls that are not `isOnce` may be repeated: reads, a status that is set twice, and a creation that carries its deduplication key. */
function pauseBeforeRetry(outcome: Outcome, attempt: number): number | undefined {
  const backoffMs = FIRST_BACKOFF_MS * 2 ** attempt * (0.5 + Math.random() / 2);
  if (outcome.kind === 'broken') return backoffMs;
  if (outcome.kind === 'answer') return outcome.status >= 500 ? backoffMs : undefined;
  if (outcome.kind !== 'limited') return undefined;
  const pauseMs = askedPauseMs(outcome.headers) ?? backoffMs;
  return pauseMs <= MAX_PAUSE_MS ? Math.max(pauseMs, backoffMs) : undefined;
}

/** Some of PagerDuty's 429 answers carry neither header. */
function askedPauseMs(headers: IncomingHttpHeaders): number | undefined {
  const reset = headers['ratelimit-reset'];
  return (
    readRetryAfter(typeof reset === 'string' ? reset : undefined, Date.now()) ??
    readRetryAfter(headers['retry-after'], Date.now())
  );
}

function pauseText(headers: IncomingHttpHeaders): string {
  const pauseMs = askedPauseMs(headers);
  return pauseMs === undefined ? '' : `, for ${inSeconds(pauseMs)}`;
}

function explain(data: unknown): string {
  const refusal = Refusal.safeParse(data);
  if (!refusal.success) return '';
  const { message, errors } = refusal.data.error;
  const text = [message, ...(Array.isArray(errors) ? errors : [errors])].filter(Boolean).join('; ');
  return text === '' ? '' : `: ${text.slice(0, MAX_ERROR_LENGTH)}`;
}

function resultOf(outcome: Outcome): 'ok' | 'error' | 'timeout' | 'aborted' {
  if (outcome.kind === 'timeout' || outcome.kind === 'aborted') return outcome.kind;
  return outcome.kind === 'answer' && outcome.status < 400 ? 'ok' : 'error';
}
