/**
 * The HTTP endpoints that remediation may call: those the operator listed, and nothing else. What is sent comes from the
 * configuration alone. A call is made at most once: it is never repeated here, and when it is unclear whether it arrived,
 * the error says so.
 */
import { createHash } from 'node:crypto';
import type { MetricsSource } from '../incidents/ports/metrics-source.js';
import { ConfigError, UncertainOutcomeError, UpstreamError } from '../shared/errors.js';
import type { ActionHttp, EndpointAnswer, NamedEndpoint } from '../../tools/actions/ports/http.js';
import { createEndpointCheck, type EndpointCheck, type EndpointCheckConfig } from './endpoint-check.js';
import { attemptHttp, type HttpAnswer } from './http-attempt.js';
import { describeSilence, isUncertain, quoteAnswer } from './http-change.js';
import { secretsIn, withoutSecrets } from './without-secrets.js';

export interface NamedEndpointConfig extends Omit<NamedEndpoint, 'bodyHash' | 'wants'> {
  /** Sent as they are, to the endpoint and to its preview; credentials belong here. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Read with GET; answers what the call would do now, and changes nothing. */
  readonly previewUrl?: string | undefined;
  /** What tells that its state was reached. */
  readonly check?: EndpointCheckConfig | undefined;
}

export interface NamedEndpointsOptions {
  readonly endpoints: readonly NamedEndpointConfig[];
  /** For a whole call, answer included. */
  readonly timeoutMs: number;
  /** Cap on the answer; the rest is left out. At most, and by default, 4 KiB: it is for people to read. */
  readonly maxBytes?: number;
  /** For checks by a query; null, as left out, when there is no backend for metrics. */
  readonly metrics?: Pick<MetricsSource, 'queryInstant'> | null;
}

const MAX_ANSWER_BYTES = 4 * 1024;
const READ_BYTES = 2 * MAX_ANSWER_BYTES; // more than is shown, so that no credential is cut in two and shown in part
const UNCLEAR = 'It may have acted all the same: look at the target before anybody repeats it.';

export function createNamedEndpoints(options: NamedEndpointsOptions): ActionHttp {
  const endpoints = new Map<string, NamedEndpointConfig>();
  const checks = new Map<string, EndpointCheck>();
  for (const endpoint of options.endpoints) {
    if (endpoints.has(endpoint.name)) {
      throw new ConfigError(`Two endpoints are named ${endpoint.name}; rename one of them.`);
    }
    checkEndpoint(endpoint);
    endpoints.set(endpoint.name, endpoint);
    if (endpoint.check)
      checks.set(
        endpoint.name,
        createEndpointCheck(endpoint, endpoint.check, { ...options, metrics: options.metrics ?? null }),
      );
  }
  for (const endpoint of options.endpoints) checkUndo(endpoint, endpoints);
  const maxBytes = Math.min(options.maxBytes ?? MAX_ANSWER_BYTES, MAX_ANSWER_BYTES);

  function get(name: string): NamedEndpointConfig {
    const endpoint = endpoints.get(name);
    if (endpoint) return endpoint;
    throw new ConfigError(
      `No endpoint named ${name} is configured; add it to the list of allowed endpoints.`,
    );
  }

  return {
    describe(name) {
      const endpoint = endpoints.get(name);
      if (!endpoint) return undefined;
      const { headers: _headers, body: _body, previewUrl: _previewUrl, check: _check, ...shown } = endpoint;
      const body = bodyOf(endpoint);
      const bodyHash = body === undefined ? null : createHash('sha256').update(body).digest('hex');
      return { ...shown, bodyHash, wants: checks.get(name)?.wants ?? null };
    },

    check: async (name, signal) => checks.get(get(name).name)?.look(signal),

    async call(name, { idempotencyKey, signal }) {
      const endpoint = get(name);
      const headers = new Headers(endpoint.headers);
      headers.set('idempotency-key', idempotencyKey);
      const body = bodyOf(endpoint);
      if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
      const outcome = await attemptHttp({
        url: new URL(endpoint.url),
        method: endpoint.method,
        headers: Object.fromEntries(headers),
        ...(body === undefined ? {} : { body }),
        timeoutMs: options.timeoutMs,
        maxBytes: READ_BYTES,
        signal,
      });
      if (outcome.kind === 'answer') {
        if (isUncertain(outcome.status)) {
          throw new UncertainOutcomeError(
            name,
            `A gateway in front of ${name} answered ${outcome.status}. ${UNCLEAR}`,
          );
        }
        return read(endpoint, outcome, maxBytes);
      }
      if (outcome.kind === 'unreachable') throw unreachable(name, outcome, false);
      const what = describeSilence(outcome, options.timeoutMs);
      const cause = 'cause' in outcome ? outcome.cause : new Error(outcome.kind);
      throw new UncertainOutcomeError(name, `${name} ${what}. ${UNCLEAR}`, { cause });
    },

    async preview(name, signal) {
      const endpoint = get(name);
      if (endpoint.previewUrl === undefined) return undefined;
      const url = new URL(endpoint.previewUrl);
      const { headers } = endpoint;
      const outcome = await attemptHttp({
        url,
        method: 'GET',
        headers,
        timeoutMs: options.timeoutMs,
        maxBytes: READ_BYTES,
        signal,
      });
      if (outcome.kind === 'answer') return read(endpoint, outcome, maxBytes);
      if (outcome.kind === 'unreachable') throw unreachable(name, outcome, true);
      const what = describeSilence(outcome, options.timeoutMs);
      throw new UpstreamError(name, `The preview of ${name} ${what}; try again.`, { isRetryable: true });
    },
  };
}

/** A body that broke off changes nothing about the status, which has told how the call ended. */
function read(endpoint: NamedEndpointConfig, { status, body }: HttpAnswer, maxBytes: number): EndpointAnswer {
  if (status >= 200 && status < 300) {
    const shown = Buffer.from(withoutSecrets(body, secretsIn(endpoint.headers))).subarray(0, maxBytes);
    return { status, body: shown.toString('utf8') };
  }
  const what =
    status >= 300 && status < 400
      ? ', a redirect, which is not followed'
      : quoteAnswer(body, endpoint.headers);
  throw new UpstreamError(endpoint.name, `${endpoint.name} answered ${status}${what}`, {
    status,
    isRetryable: false,
  });
}

function unreachable(name: string, { cause }: { cause: unknown }, isRetryable: boolean): UpstreamError {
  const message = `${name} cannot be reached, so nothing was sent; check its address and the network.`;
  return new UpstreamError(name, message, { isRetryable, cause });
}

function bodyOf(endpoint: NamedEndpointConfig): string | undefined {
  return endpoint.body === undefined ? undefined : JSON.stringify(endpoint.body);
}

/** What takes back something of another service would be refused in the middle of an incident. */
function checkUndo(
  { name, undo, service }: NamedEndpointConfig,
  endpoints: ReadonlyMap<string, NamedEndpointConfig>,
): void {
  if (undo === null) return;
  const other = endpoints.get(undo);
  if (other?.service === service && undo !== name) return;
  throw new ConfigError(
    `The endpoint ${name} is taken back by ${undo} (undo), which is no other endpoint of ${service}; name one of actions.httpEndpoints.`,
  );
}

/** Finds at start-up what would otherwise fail in the middle of an incident. Messages and causes hold no header's value. */
function checkEndpoint(endpoint: NamedEndpointConfig): void {
  for (const text of [endpoint.url, endpoint.previewUrl, endpoint.check?.url]) {
    if (text === undefined) continue;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') continue;
    throw new ConfigError(
      `An address of the endpoint ${endpoint.name} is not a plain http(s) URL; put credentials into its headers.`,
    );
  }
  try {
    new Request(endpoint.url, {
      method: endpoint.method,
      headers: { ...endpoint.headers },
      body: bodyOf(endpoint) ?? null,
    });
  } catch {
    throw new ConfigError(
      `The endpoint ${endpoint.name} cannot be called: check its method (${endpoint.method}), that a GET has no body, and its headers.`,
    );
  }
}
