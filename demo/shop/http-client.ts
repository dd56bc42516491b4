/** Calls between services: JSON over kept-alive connections, every call with a deadline and never an exception. */
import { Agent, request as sendRequest } from 'node:http';
import type { ServiceMetrics } from './service-metrics.js';
import type { StructuredLog } from './structured-log.js';
import { errorIn, type Tracer } from './tracing.js';

export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface JsonCall {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface HttpClient {
  /** A missed deadline answers 504, a connection that fails answers 503. */
  call(url: string, call: JsonCall): Promise<JsonAnswer>;
  close(): void;
}

export function createHttpClient(): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });

  return {
    async call(url, { method = 'GET', body, headers = {}, timeoutMs }) {
      const payload = body === undefined ? undefined : JSON.stringify(body);
      return new Promise((resolve) => {
        const deadline = setTimeout(() => {
          resolve({ status: 504, body: { error: `No answer within ${timeoutMs} ms.` } });
          outgoing.destroy();
        }, timeoutMs);
        const outgoing = sendRequest(
          url,
          {
            method,
            agent,
            headers: payload === undefined ? headers : { ...headers, 'content-type': 'application/json' },
          },
          (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
            incoming.on('end', () => {
              clearTimeout(deadline);
              const text = Buffer.concat(chunks).toString('utf8');
              resolve({ status: incoming.statusCode ?? 502, body: parseJson(text) });
            });
          },
        );
        outgoing.on('error', (error) => {
          clearTimeout(deadline);
          resolve({ status: 503, body: { error: error.message } });
        });
        outgoing.end(payload);
      });
    },
    close: () => agent.destroy(),
  };
}

/** One service as seen by another: its calls are counted and timed. */
export interface Upstream {
  call(path: string, call: JsonCall & { readonly requestId: string }): Promise<JsonAnswer>;
}

export function createUpstream(deps: {
  client: HttpClient;
  metrics: ServiceMetrics;
  log: StructuredLog;
  tracer: Tracer;
  target: string;
  /** Asked at each call, because a service knows its port only once it is started. */
  baseUrl: () => string;
}): Upstream {
  const { client, metrics, log, tracer, target, baseUrl } = deps;
  return {
    async call(path, { requestId, ...call }) {
      const stopTimer = metrics.upstreamDuration.startTimer({ target });
      const [route = path] = path.split('?');
      const span = tracer.startCall({ name: `${call.method ?? 'GET'} ${route}`, peer: target });
      const headers = { ...call.headers, 'x-request-id': requestId, traceparent: span.traceparent };
      const answer = await client.call(`${baseUrl()}${path}`, { ...call, headers });
      const durationMs = Math.round(stopTimer() * 1000);
      const error = errorIn(answer.body);
      span.end({ status: answer.status, error });
      metrics.upstreamRequests.inc({ target, code: String(answer.status) });
      if (answer.status >= 500)
        log.write('warn', `call to ${target} failed`, {
          requestId,
          route,
          status: answer.status,
          durationMs,
          error,
        });
      return answer;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
