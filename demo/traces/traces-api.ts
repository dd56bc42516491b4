/** The parts of Jaeger's query API that read: services, traces by search or id, and who called whom. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnAnyPort, sendJson, stopServer } from '../shop/http-server.js';
import type { ShopSpan } from '../shop/tracing.js';
import { readTraceQuery, TraceQueryError } from './trace-search.js';
import type { StoredTrace, TraceStore } from './trace-store.js';

export interface TracesApi {
  /** Listens on a free port of 127.0.0.1; returns the base address. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

/** What an API answers with a status of its own. */
interface Refusal {
  readonly status: 400 | 404 | 500;
  readonly message: string;
}

export function createTracesApi(store: TraceStore): TracesApi {
  const server = createServer((request, response) => handle(request, response));

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://traces');
    try {
      const data = answer(url.pathname, url.searchParams);
      if (data === undefined)
        response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n');
      else if ('refusal' in data) refuse(response, data.refusal);
      else sendJson(response, 200, envelope(data.items, data.items.length));
    } catch (error) {
      const status = error instanceof TraceQueryError ? 400 : 500;
      refuse(response, { status, message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Undefined when there is no such page. */
  function answer(
    path: string,
    parameters: URLSearchParams,
  ): { readonly items: readonly unknown[] } | { readonly refusal: Refusal } | undefined {
    if (path === '/api/services') return { items: namesOf(({ service }) => service) };
    if (path === '/api/traces') return { items: search(parameters).map(present) };
    if (path === '/api/dependencies') return { items: listCalls(parameters) };
    const service = /^\/api\/services\/([^/]+)\/operations$/.exec(path)?.[1];
    if (service !== undefined) {
      const wanted = decodeURIComponent(service);
      return { items: namesOf((span) => (span.service === wanted ? span.name : undefined)) };
    }
    const id = /^\/api\/traces\/([^/]+)$/.exec(path)?.[1];
    if (id === undefined) return undefined;
    if (!/^[0-9a-f]{1,32}$/i.test(id)) {
      const message = `strconv.ParseUint: parsing ${JSON.stringify(id)}: invalid syntax`;
      return { refusal: { status: 400, message } };
    }
    const trace = store.get(id.toLowerCase().padStart(32, '0'));
    return trace ? { items: [present(trace)] } : { refusal: { status: 404, message: 'trace not found' } };
  }

  function namesOf(nameOf: (span: ShopSpan) => string | undefined): readonly string[] {
    const names = new Set<string>();
    for (const { spans } of store.traces())
      for (const span of spans) {
        const name = nameOf(span);
        if (name !== undefined) names.add(name);
      }
    return [...names].toSorted();
  }

  /** The newest ones that fit. */
  function search(parameters: URLSearchParams): readonly StoredTrace[] {
    const { limit, fits } = readTraceQuery(parameters);
    const found = [...store.traces()].filter(({ spans }) => spans.some(fits));
    return limit === 0 ? [] : found.slice(-limit).toReversed();
  }

  function listCalls(parameters: URLSearchParams): readonly unknown[] {
    const [endTs, lookback] = ['endTs', 'lookback'].map((name) => parameters.get(name) ?? '');
    if (!/^\d+$/.test(endTs ?? '')) throw new TraceQueryError("unable to parse param 'endTs'");
    const end = Number(endTs) * 1000;
    const start = end - Number(lookback || 86_400_000) * 1000;
    const counts = new Map<string, { parent: string; child: string; callCount: number }>();
    for (const { spans } of store.traces()) {
      const byId = new Map(spans.map((span) => [span.spanId, span]));
      for (const span of spans) {
        const parent = byId.get(span.parentId ?? '')?.service;
        const isCall = parent !== undefined && parent !== span.service;
        if (!isCall || span.startMicros < start || span.startMicros >= end) continue;
        const key = `${parent} ${span.service}`;
        const call = counts.get(key) ?? { parent, child: span.service, callCount: 0 };
        counts.set(key, { ...call, callCount: call.callCount + 1 });
      }
    }
    return [...counts.values()];
  }

  return {
    start: async () => listenOnAnyPort(server),
    stop: async () => stopServer(server),
  };
}

const envelope = (data: unknown, total: number, errors: unknown = null) => ({
  data,
  total,
  limit: 0,
  offset: 0,
  errors,
});

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  sendJson(response, status, envelope(null, 0, [{ code: status, msg: message }]));
}

/** Jaeger names processes by number within a trace. */
function present({ traceId, spans }: StoredTrace): unknown {
  const services = [...new Set(spans.map(({ service }) => service))];
  const processOf = (service: string) => `p${services.indexOf(service) + 1}`;
  return {
    traceID: traceId,
    spans: spans.map((span) => ({
      traceID: traceId,
      spanID: span.spanId,
      operationName: span.name,
      references:
        span.parentId === null ? [] : [{ refType: 'CHILD_OF', traceID: traceId, spanID: span.parentId }],
      startTime: span.startMicros,
      duration: span.durationMicros,
      tags: Object.entries(span.tags).map(([key, value]) => ({
        key,
        type: TYPES[typeof value] ?? 'string',
        value,
      })),
      logs: [],
      processID: processOf(span.service),
      warnings: null,
    })),
    processes: Object.fromEntries(
      services.map((serviceName) => [processOf(serviceName), { serviceName, tags: [] }]),
    ),
    warnings: null,
  };
}

const TYPES: Readonly<Record<string, string>> = { string: 'string', number: 'int64', boolean: 'bool' };
