/**
 * Traces from Tempo, over its HTTP API: a TraceQL search for ids, then each trace by its id, a few at a time, within one
 * time limit for all of them. Numbers over time from TraceQL metrics, where they are switched on.
 */
import { UpstreamError } from '../shared/errors.js';
import type { TimeRange } from '../shared/series.js';
import { cut, oneLine } from '../shared/text.js';
import type { Metrics } from '../observability/metrics.js';
import type { MetricsAnswer } from '../incidents/ports.js';
import type { Trace, TraceSearch, TraceSource } from '../incidents/ports-traces.js';
import { createHttp } from './http.js';
import { readFound, readSeries, readTagValues, readTrace, readVersion } from './tempo-answer.js';

export interface TempoOptions {
  /** Base address; the API is expected below it at `/api`. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  /** Sent as `X-Scope-OrgID`, which a Tempo with several tenants demands. */
  readonly tenant?: string | undefined;
  /** Of one request; a search that found traces reads no further ones when this time has passed since its beginning. */
  readonly timeoutMs: number;
  /** Of one answer: a search, or one trace. */
  readonly maxBytes: number;
  readonly maxTraces: number;
  /** Spans kept of one trace, the first ones. */
  readonly maxSpansPerTrace: number;
  /** Series kept of one answer. */
  readonly maxSeries: number;
  readonly maxPointsPerSeries: number;
  readonly metrics?: Pick<Metrics, 'upstreamSeconds'> | undefined;
}

export interface Tempo extends TraceSource {
  /** TraceQL metrics: `{ status = error } | rate() by (resource.service.name)`. */
  queryRange(
    query: string,
    range: TimeRange,
    options: { stepSeconds: number; signal?: AbortSignal },
  ): Promise<MetricsAnswer>;
  /** Asks whether it is there; `version` is null where it does not tell. Throws UpstreamError. */
  ping(signal?: AbortSignal): Promise<{ readonly version: string | null }>;
}

/** Traces read at the same time: more would only queue in Tempo's frontend. */
const PARALLEL = 4;
const MAX_ERROR_LENGTH = 300;

export function createTempo(options: TempoOptions): Tempo {
  const http = createHttp({
    service: 'tempo',
    title: 'Tempo',
    check: 'TEMPO_URL and the network',
    baseUrl: options.url,
    headers: {
      ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
      ...(options.tenant ? { 'x-scope-orgid': options.tenant } : {}),
    },
    timeoutMs: options.timeoutMs,
    maxBytes: options.maxBytes,
    metrics: options.metrics,
  });

  /** Tempo explains refusals in plain text. */
  async function call(
    path: string,
    query: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const { status, body } = await http.request({ path, query, signal, accept: [400, 422] });
    if (status < 400) return body;
    throw new UpstreamError(
      'tempo',
      `Tempo refused the query (${status}): ${cut(oneLine(body), MAX_ERROR_LENGTH)}`,
      { status, isRetryable: false },
    );
  }

  function notTempo(): never {
    throw new UpstreamError(
      'tempo',
      `${http.label} answered something other than the Tempo API's JSON; check that TEMPO_URL is the base address.`,
      { status: 200, isRetryable: false },
    );
  }

  async function getTrace(traceId: string, signal?: AbortSignal): Promise<Trace | undefined> {
    const path = `/api/traces/${encodeURIComponent(traceId)}`;
    const { status, body } = await http.request({ path, signal, accept: [400, 404] });
    if (status === 404) return undefined;
    if (status === 400) {
      throw new UpstreamError(
        'tempo',
        `Tempo refused the trace's id (400): ${cut(oneLine(body), MAX_ERROR_LENGTH)}`,
        {
          status,
          isRetryable: false,
        },
      );
    }
    return readTrace(body, traceId, options.maxSpansPerTrace) ?? notTempo();
  }

  return {
    getTrace,

    async findTraces(search) {
      const startedAt = performance.now();
      const query = toTraceQl(search);
      const wanted = Math.max(1, Math.min(search.limit, options.maxTraces));
      const found =
        readFound(
          await call(
            '/api/search',
            { q: query, ...inRange(search.range), limit: String(wanted + 1) },
            search.signal,
          ),
        ) ?? notTempo();
      const ids = found.slice(0, wanted);
      const traces: Trace[] = [];
      const warnings: string[] = [];
      let unread = 0;
      const queue = [...ids];
      const readSome = async () => {
        for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
          if (performance.now() - startedAt >= options.timeoutMs) {
            unread += 1;
            continue;
          }
          try {
            const trace = await getTrace(id, search.signal);
            if (trace) traces.push(trace);
            else unread += 1;
          } catch (error) {
            // One trace that is too large or too slow must not cost the others; the caller's own end does.
            if (search.signal?.aborted || !(error instanceof UpstreamError)) throw error;
            unread += 1;
          }
        }
      };
      await Promise.all(Array.from({ length: Math.min(PARALLEL, ids.length) }, readSome));
      const order = new Map(ids.map((id, index) => [id, index]));
      traces.sort((a, b) => (order.get(a.traceId) ?? 0) - (order.get(b.traceId) ?? 0));
      if (found.length > wanted)
        warnings.push(`There are more than ${wanted} traces; any ${wanted} of them were read.`);
      if (unread > 0) warnings.push(`${unread} of ${ids.length} traces could not be read.`);
      if (traces.some(({ isPartial }) => isPartial)) {
        warnings.push(
          `Some traces have more than ${options.maxSpansPerTrace} spans; only the first were kept.`,
        );
      }
      return { traces, query, isPartial: warnings.length > 0, warnings };
    },

    async listServices(signal) {
      const path = '/api/v2/search/tag/resource.service.name/values';
      return readTagValues(await call(path, {}, signal)) ?? notTempo();
    },

    async queryRange(query, range, { stepSeconds, signal }) {
      const seconds = Math.max(0, (range.end.getTime() - range.start.getTime()) / 1000);
      const step = Math.max(stepSeconds, Math.ceil(seconds / options.maxPointsPerSeries));
      const form = { q: query, ...inRange(range), step: `${step}s` };
      const read = readSeries(await call('/api/metrics/query_range', form, signal)) ?? notTempo();
      const warnings = read.warning ? [read.warning] : [];
      if (read.series.length > options.maxSeries) {
        warnings.push(
          `The answer has more than ${options.maxSeries} series; only the first ${options.maxSeries} were kept.`,
        );
      }
      const isPartial = warnings.length > 0;
      if (step > stepSeconds) {
        warnings.push(`The step was raised from ${stepSeconds} s to ${step} s to bound the answer.`);
      }
      return { series: read.series.slice(0, options.maxSeries), isPartial, warnings };
    },

    async ping(signal) {
      const { status, body } = await http.request({
        path: '/api/status/buildinfo',
        signal,
        accept: [404, 501],
      });
      if (status === 200) return { version: readVersion(body) ?? notTempo() };
      await call('/api/echo', {}, signal);
      return { version: null };
    },
  };
}

/** What was asked, in TraceQL. All conditions hold for one and the same span of the service. */
function toTraceQl({ service, onlyErrors, minDurationSeconds }: TraceSearch): string {
  const conditions = [`resource.service.name = ${JSON.stringify(service)}`];
  if (onlyErrors) conditions.push('status = error');
  if (minDurationSeconds !== undefined)
    conditions.push(`duration >= ${Math.round(minDurationSeconds * 1e6)}us`);
  return `{ ${conditions.join(' && ')} }`;
}

/** Whole seconds, all of the range included. */
function inRange({ start, end }: TimeRange): Record<string, string> {
  return {
    start: String(Math.floor(start.getTime() / 1000)),
    end: String(Math.ceil(end.getTime() / 1000)),
  };
}
