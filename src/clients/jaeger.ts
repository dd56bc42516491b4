/** Traces and the call graph from Jaeger, over the HTTP API of its query service, which gives whole traces at once. */
import { UpstreamError } from '../shared/errors.js';
import type { TimeRange } from '../shared/series.js';
import type { Metrics } from '../observability/metrics.js';
import type { TraceSearch, TraceSource } from '../incidents/ports/trace-source.js';
import { createHttp } from './http.js';
import { readCalls, readErrors, readNames, readTraces } from './jaeger-answer.js';

export interface JaegerOptions {
  /** Base address, with the prefix that the query service was given; the API is expected below it at `/api`. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly maxTraces: number;
  /** Spans kept of one trace, the first ones. */
  readonly maxSpansPerTrace: number;
  readonly metrics?: Pick<Metrics, 'upstreamSeconds'> | undefined;
}

export interface Jaeger extends TraceSource {
  /** Who called whom how often. */
  listCalls(
    range: TimeRange,
    signal?: AbortSignal,
  ): Promise<readonly { readonly caller: string; readonly callee: string; readonly calls: number }[]>;
  /** Asks whether it is there. Jaeger does not tell its version. Throws UpstreamError. */
  ping(signal?: AbortSignal): Promise<{ readonly version: null }>;
}

export function createJaeger(options: JaegerOptions): Jaeger {
  const http = createHttp({
    service: 'jaeger',
    title: 'Jaeger',
    check: 'JAEGER_URL and the network',
    baseUrl: options.url,
    headers: options.token ? { authorization: `Bearer ${options.token}` } : {},
    timeoutMs: options.timeoutMs,
    maxBytes: options.maxBytes,
    metrics: options.metrics,
  });

  async function call(
    path: string,
    query: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly status: number; readonly body: string }> {
    const { status, body } = await http.request({ path, query, signal, accept: [400, 404] });
    const words = readErrors(body);
    // A 404 with Jaeger's own words is about a trace; any other one says that this is not Jaeger.
    if (status === 404 && words === undefined) return notJaeger(status);
    if (status === 400) {
      throw new UpstreamError('jaeger', `Jaeger refused the query (400)${words ? `: ${words}` : ''}`, {
        status,
        isRetryable: false,
      });
    }
    return { status, body };
  }

  function notJaeger(status: number): never {
    throw new UpstreamError(
      'jaeger',
      `${http.label} answered something other than the Jaeger API's JSON; check that JAEGER_URL is the base address.`,
      { status, isRetryable: false },
    );
  }

  async function listServices(signal?: AbortSignal): Promise<readonly string[]> {
    const { status, body } = await call('/api/services', {}, signal);
    return readNames(body) ?? notJaeger(status);
  }

  return {
    listServices,

    async findTraces(search) {
      const wanted = Math.max(1, Math.min(search.limit, options.maxTraces));
      const query = toQuery(search);
      const { status, body } = await call(
        '/api/traces',
        { ...query, limit: String(wanted + 1) },
        search.signal,
      );
      const found = readTraces(body, options.maxSpansPerTrace) ?? notJaeger(status);
      const traces = found.slice(0, wanted);
      const warnings: string[] = [];
      const words = readErrors(body);
      if (words) warnings.push(`Jaeger: ${words}`);
      if (found.length > wanted)
        warnings.push(`There are more than ${wanted} traces; any ${wanted} of them were read.`);
      if (traces.some(({ isPartial }) => isPartial)) {
        warnings.push(
          `Some traces have more than ${options.maxSpansPerTrace} spans; only the first were kept.`,
        );
      }
      const { start: _start, end: _end, ...shown } = query;
      return {
        traces,
        query: Object.entries(shown)
          .map(([name, value]) => `${name}=${value}`)
          .join(' '),
        isPartial: warnings.length > 0,
        warnings,
      };
    },

    async getTrace(traceId, signal) {
      const { status, body } = await call(`/api/traces/${encodeURIComponent(traceId)}`, {}, signal);
      if (status === 404) return undefined;
      const traces = readTraces(body, options.maxSpansPerTrace) ?? notJaeger(status);
      return traces[0];
    },

    async listCalls({ start, end }, signal) {
      const lookback = Math.max(0, end.getTime() - start.getTime());
      const query = { endTs: String(end.getTime()), lookback: String(lookback) };
      const { status, body } = await call('/api/dependencies', query, signal);
      return readCalls(body) ?? notJaeger(status);
    },

    async ping(signal) {
      await listServices(signal);
      return { version: null };
    },
  };
}

/** Times in microseconds; the conditions hold for one and the same span of the service. */
function toQuery({ service, range, onlyErrors, minDurationSeconds }: TraceSearch): Record<string, string> {
  return {
    service,
    start: String(range.start.getTime() * 1000),
    end: String(range.end.getTime() * 1000),
    ...(onlyErrors ? { tags: '{"error":"true"}' } : {}),
    ...(minDurationSeconds === undefined ? {} : { minDuration: `${Math.round(minDurationSeconds * 1e6)}us` }),
  };
}
