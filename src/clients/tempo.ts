/**
 * Traces from Tempo, over its HTTP API: a TraceQL search for ids, then each trace by its id, a few at a time, within one
 * time limit for all of them. Numbers over time from TraceQL metrics, where they are switched on.
 */
import { UpstreamError } from '../shared/errors.js';
import type { TimeRange } from '../shared/series.js';
import type { MetricsAnswer } from '../incidents/ports/metrics-source.js';
import type { Trace, TraceSearch, TraceSource } from '../incidents/ports/trace-source.js';
import { asWarning, createGrafanaBackend, type GrafanaBackendOptions } from './grafana-backend.js';
import { readFound, readSeries, readTagValues, readTrace, readVersion } from './tempo-answer.js';

/** `maxBytes` is of one answer: a search, or one trace. */
export interface TempoOptions extends GrafanaBackendOptions {
  readonly maxTraces: number;
  /** Spans kept of one trace, the first ones. */
  readonly maxSpansPerTrace: number;
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

export function createTempo(options: TempoOptions): Tempo {
  const backend = createGrafanaBackend({ service: 'tempo', title: 'Tempo', variable: 'TEMPO_URL' }, options);

  async function getTrace(traceId: string, signal?: AbortSignal): Promise<Trace | undefined> {
    const path = `/api/traces/${encodeURIComponent(traceId)}`;
    const { status, body } = await backend.http.request({ path, signal, accept: [400, 404] });
    if (status === 404) return undefined;
    if (status === 400)
      return backend.refuse(`Tempo refused the trace's id (400): ${asWarning(body)}`, status);
    return readTrace(body, traceId, options.maxSpansPerTrace) ?? backend.notIt();
  }

  return {
    getTrace,

    async findTraces(search) {
      const startedAt = performance.now();
      const query = toTraceQl(search);
      const wanted = Math.max(1, Math.min(search.limit, options.maxTraces));
      const found =
        readFound(
          await backend.get(
            '/api/search',
            { q: query, ...inRange(search.range), limit: String(wanted + 1) },
            search.signal,
          ),
        ) ?? backend.notIt();
      const ids = found.slice(0, wanted);
      const traces: Trace[] = [];
      const warnings: string[] = [];
      let unread = 0;
      const queue = [...ids];
      const readSome = async () => {
        for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
          if (!backend.mayGoOn(startedAt)) {
            unread += 1;
            continue;
          }
          try {
            const trace = await backend.goOn(startedAt, search.signal, async (until) => getTrace(id, until));
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
      return readTagValues(await backend.get(path, {}, signal)) ?? backend.notIt();
    },

    async queryRange(query, range, { stepSeconds, signal }) {
      const step = backend.boundStep(range, stepSeconds);
      const form = { q: query, ...inRange(range), step: `${step}s` };
      const read = readSeries(await backend.get('/api/metrics/query_range', form, signal)) ?? backend.notIt();
      const warnings = read.warning ? [read.warning] : [];
      return backend.boundSeries(read.series, { asked: stepSeconds, used: step }, warnings);
    },

    async ping(signal) {
      const { status, body } = await backend.http.request({
        path: '/api/status/buildinfo',
        signal,
        accept: [404, 501],
      });
      if (status === 200) return { version: readVersion(body) ?? backend.notIt() };
      await backend.get('/api/echo', {}, signal);
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
