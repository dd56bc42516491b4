/**
 * The HTTP endpoints that remediation may call: those the operator listed, and nothing else. What is sent comes from the
 * configuration alone. A call is made at most once: it is never repeated here, and when it is unclear whether it arrived,
 * the error says so.
 */
import { ConfigError, UncertainOutcomeError, UpstreamError } from '../shared/errors.js';
import type { ActionHttp, EndpointAnswer, NamedEndpoint } from '../../tools/actions/action.js';
import { attemptHttp, type HttpAnswer, type HttpOutcome } from './http-attempt.js';
import { inSeconds } from './http.js';
import { secretsIn, withoutSecrets } from './without-secrets.js';

export interface NamedEndpointConfig extends NamedEndpoint {
  /** Sent as they are, to the endpoint and to its preview; credentials belong here. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Read with GET; answers what the call would do now, and changes nothing. */
  readonly previewUrl?: string | undefined;
}

export interface NamedEndpointsOptions {
  readonly endpoints: readonly NamedEndpointConfig[];
  /** For a whole call, answer included. */
  readonly timeoutMs: number;
  /** Cap on the answer; the rest is left out. At most, and by default, 4 KiB: it is for people to read. */
  readonly maxBytes?: number;
}

const MAX_ANSWER_BYTES = 4 * 1024;
const MAX_QUOTE_LENGTH = 200;
const READ_BYTES = 2 * MAX_ANSWER_BYTES; // more than is shown, so that no credential is cut in two and shown in part
/** A gateway's word that it does not know what became of the request behind it. */
const UNCERTAIN_STATUSES = [502, 504];

export function createNamedEndpoints(options: NamedEndpointsOptions): ActionHttp {
  const endpoints = new Map<string, NamedEndpointConfig>();
  for (const endpoint of options.endpoints) {
    if (endpoints.has(endpoint.name)) {
      throw new ConfigError(`Two endpoints are named ${endpoint.name}; rename one of them.`);
    }
    checkEndpoint(endpoint);
    endpoints.set(endpoint.name, endpoint);
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
      const { headers: _headers, body: _body, previewUrl: _previewUrl, ...shown } = endpoint;
      return shown;
    },

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
        if (UNCERTAIN_STATUSES.includes(outcome.status)) {
          throw new UncertainOutcomeError(
            name,
            `A gateway in front of ${name} answered ${outcome.status}. ${UNCLEAR}`,
          );
        }
        return read(endpoint, outcome, maxBytes);
      }
      if (outcome.kind === 'unreachable') throw unreachable(name, outcome, false);
      const what = describeFailure(outcome, options.timeoutMs);
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
      const what = describeFailure(outcome, options.timeoutMs);
      throw new UpstreamError(name, `The preview of ${name} ${what}; try again.`, { isRetryable: true });
    },
  };
}

const UNCLEAR = 'It may have acted all the same: look at the target before anybody repeats it.';

/** A body that broke off changes nothing about the status, which has told how the call ended. */
function read(endpoint: NamedEndpointConfig, { status, body }: HttpAnswer, maxBytes: number): EndpointAnswer {
  if (status >= 200 && status < 300) {
    const shown = Buffer.from(withoutSecrets(body, secretsIn(endpoint.headers))).subarray(0, maxBytes);
    return { status, body: shown.toString('utf8') };
  }
  const said = withoutSecrets(body, secretsIn(endpoint.headers))
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_QUOTE_LENGTH);
  const what = status >= 300 && status < 400 ? ', a redirect, which is not followed' : said && `: "${said}"`;
  throw new UpstreamError(endpoint.name, `${endpoint.name} answered ${status}${what}`, {
    status,
    isRetryable: false,
  });
}

function unreachable(name: string, { cause }: { cause: unknown }, isRetryable: boolean): UpstreamError {
  const message = `${name} cannot be reached, so nothing was sent; check its address and the network.`;
  return new UpstreamError(name, message, { isRetryable, cause });
}

function describeFailure({ kind }: HttpOutcome, timeoutMs: number): string {
  if (kind === 'timeout') return `did not answer within ${inSeconds(timeoutMs)}`;
  return kind === 'aborted' ? 'was not waited for' : 'broke the connection';
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
  for (const text of [endpoint.url, endpoint.previewUrl ?? endpoint.url]) {
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
