/**
 * What every service of the shop has: an HTTP server on a port of its own, `/metrics`, `/healthz`, logs, a limited
 * capacity and fixes under `/admin`. What a service does with a request is in `services/`.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerFix, type ServiceFix } from './service-fix.js';
import { createCapacity, type Capacity } from './capacity.js';
import type { Collector } from './collector.js';
import { createHttpClient, createUpstream, type Upstream } from './http-client.js';
import { listenOnAnyPort, readJsonBody, sendJson, stopServer } from './http-server.js';
import { sleep } from './noise.js';
import { createServiceMetrics, type ServiceMetrics } from './service-metrics.js';
import { createStructuredLog, isLogLevel, type LogLevel, type StructuredLog } from './structured-log.js';
import { createTracer, errorIn } from './tracing.js';

export interface ShopRequest {
  readonly requestId: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface ShopAnswer {
  readonly status: number;
  readonly body: unknown;
}

export type Handler = (request: ShopRequest) => Promise<ShopAnswer>;

export interface HttpServiceOptions {
  readonly name: string;
  readonly version: string;
  readonly replicas: number;
  readonly requestsPerSecondPerReplica: number;
  /** Longest time a request may queue before it is answered 503. */
  readonly maxQueueMs?: number;
  readonly memoryLimitBytes: number;
  readonly heapBytes: () => number;
  /** Bearer token that `POST /admin/…` asks for. */
  readonly adminToken: string;
  readonly collector: Collector;
  /** How much a request that was served is worth a line, a failed one being an error; `debug` for all unless told. */
  readonly accessLog?: LogLevel;
}

export interface HttpService {
  readonly name: string;
  readonly metrics: ServiceMetrics;
  readonly log: StructuredLog;
  readonly capacity: Capacity;
  version(): string;
  /** `http://127.0.0.1:port`; throws before `start`. */
  readonly url: () => string;
  route(method: 'GET' | 'POST', path: string, handler: Handler): void;
  addFix(fix: ServiceFix): void;
  fixes(): readonly ServiceFix[];
  /** Names of the fixes that were really called, in order. */
  fixCalls(): readonly string[];
  upstream(target: string, baseUrl: () => string): Upstream;
  /** A new process takes over, of another version if one is given: counters start again, no request is lost. */
  replaceProcess(version?: string): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const DEFAULT_MAX_QUEUE_MS = 1000;

export function createHttpService(options: HttpServiceOptions): HttpService {
  const { name, adminToken } = options;
  const capacity = createCapacity({ maxQueueMs: DEFAULT_MAX_QUEUE_MS, ...options });
  const metrics = createServiceMetrics({
    heapBytes: options.heapBytes,
    memoryLimitBytes: options.memoryLimitBytes,
    replicas: capacity.replicas,
    capacityRequestsPerSecond: capacity.requestsPerSecond,
  });
  const tracer = createTracer(name, options.collector.onSpan);
  const log = createStructuredLog(name, (line) =>
    options.collector.onLine({ ...line, traceId: tracer.traceId() }),
  );
  const client = createHttpClient();
  const routes = new Map<string, Handler>();
  const fixes: ServiceFix[] = [];
  const fixCalls: string[] = [];
  const server = createServer((request, response) => void handle(request, response));
  let version = options.version;
  let address: string | undefined;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    const url = new URL(request.url ?? '/', 'http://shop');
    if (url.pathname === '/metrics') {
      response.setHeader('content-type', metrics.registry.contentType);
      response.end(await metrics.registry.metrics());
    } else if (url.pathname === '/healthz') {
      sendJson(response, 200, { status: 'ok', service: name, version });
    } else if (url.pathname === '/admin/logs') {
      const level = url.searchParams.get('level');
      const limit = Number(url.searchParams.get('limit')) || 100;
      sendJson(response, 200, {
        service: name,
        lines: log.tail({ limit, ...(isLogLevel(level) && { level }) }),
      });
    } else if (url.pathname.startsWith('/admin/')) {
      const answer = await answerFix({
        request,
        service: name,
        path: url.pathname,
        fixes,
        adminToken,
        log,
        onCalled: (fix) => fixCalls.push(fix),
      });
      sendJson(response, answer.status, answer.body);
    } else {
      await serveUser(request, response, method, url);
    }
  }

  async function serveUser(
    request: IncomingMessage,
    response: ServerResponse,
    method: string,
    url: URL,
  ): Promise<void> {
    const handler = routes.get(`${method} ${url.pathname}`);
    if (handler === undefined) {
      sendJson(response, 404, { error: `${name} has no ${method} ${url.pathname}.` });
      return;
    }
    const stopTimer = metrics.requestDuration.startTimer({ route: url.pathname });
    const header = request.headers['x-request-id'];
    const requestId = typeof header === 'string' ? header : randomUUID();
    const traceparent = request.headers['traceparent'];
    const span = {
      name: `${method} ${url.pathname}`,
      traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    };
    await tracer.serve(span, async () => {
      const body = await readJsonBody(request);
      const answer = await runHandler(handler, { requestId, query: url.searchParams, body });
      sendJson(response, answer.status, answer.body);
      const durationMs = Math.round(stopTimer() * 1000);
      metrics.requests.inc({ route: url.pathname, method, code: String(answer.status) });
      const { status } = answer;
      const line = { requestId, route: url.pathname, status, durationMs };
      if (status < 500 || options.accessLog === undefined)
        log.write(options.accessLog ?? 'debug', 'request answered', line);
      else log.write('error', 'request answered', { ...line, error: errorIn(answer.body) });
      return answer;
    });
  }

  async function runHandler(handler: Handler, request: ShopRequest): Promise<ShopAnswer> {
    const queueMs = capacity.admit();
    if (queueMs === undefined) {
      log.write('warn', 'queue full, request turned away', { requestId: request.requestId });
      return { status: 503, body: { error: `${name} is over capacity.` } };
    }
    await sleep(queueMs);
    try {
      return await handler(request);
    } catch (error) {
      const err = error instanceof Error ? error : new Error(String(error));
      log.write('error', 'unhandled exception', {
        requestId: request.requestId,
        version,
        error: `${err.name}: ${err.message}`,
        stack: err.stack?.split('\n').slice(0, 3).join('\n'),
      });
      return { status: 500, body: { error: 'Internal server error.' } };
    }
  }

  return {
    name,
    metrics,
    log,
    capacity,
    version: () => version,
    url() {
      if (address === undefined) throw new Error(`The service ${name} is not started: call start() first.`);
      return address;
    },
    route: (method, path, handler) => void routes.set(`${method} ${path}`, handler),
    addFix: (fix) => void fixes.push(fix),
    fixes: () => [...fixes],
    fixCalls: () => [...fixCalls],
    upstream: (target, baseUrl) => createUpstream({ client, metrics, log, tracer, target, baseUrl }),
    replaceProcess(nextVersion = version) {
      version = nextVersion;
      metrics.startProcess(version);
      log.write('info', 'process started', { version });
    },
    async start() {
      address = await listenOnAnyPort(server);
      metrics.startProcess(version);
      log.write('info', 'process started', { version });
    },
    async stop() {
      client.close();
      await stopServer(server);
    },
  };
}
