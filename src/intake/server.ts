/**
 * The HTTP server: webhooks, health and metrics, and Slack's events in HTTP mode. A webhook is answered 2xx only after its
 * content is committed; when the database is away the answer is 503, which senders repeat.
 */
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from '../observability/metrics.js';
import { within } from '../shared/deadline.js';
import { addMcp, type McpRoute } from './mcp-route.js';
import { addWebhooks, type WebhookDeps } from './webhooks.js';

/** Alertmanager puts 10,000 alerts into about 4.3 MB; four times that is no honest webhook. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** A whole request with its body. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Longest wait for fresh gauges. */
const REFRESH_TIMEOUT_MS = 2_000;
/** A connection on which nothing happens. */
const CONNECTION_TIMEOUT_MS = 60_000;
/**
 * Connections that wait to be accepted; the kernel allows no more. Of a burst, what finds no room here tries again after a
 * second, then two, then four (Node's own 511 are too few for an outage).
 */
const BACKLOG = 4_096;
/** Running requests may end before their connections are cut. */
const CLOSE_TIMEOUT_MS = 5_000;

export interface ServerDeps extends WebhookDeps {
  /** Sentences about what is not ready; empty when all is well. */
  findUnready(): Promise<readonly string[]>;
  /** Brings gauges up to date before they are read. */
  refreshMetrics(): Promise<void>;
  /** Slack's requests in HTTP mode; null in Socket Mode. */
  readonly slack: ((request: IncomingMessage, response: ServerResponse) => void) | null;
  /** What other assistants may read; null when they may not. */
  readonly mcp: McpRoute | null;
  readonly metrics: Metrics;
}

export interface Server {
  /** Resolves with the address once it listens. */
  listen(host: string, port: number): Promise<string>;
  /** Stops accepting, lets running requests finish for a moment. */
  close(): Promise<void>;
}

export function createServer(deps: ServerDeps): Server {
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    logger: false,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    answerError(deps, error, reply),
  );
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `There is nothing at ${request.method} ${request.url.split('?')[0]}.` }),
  );

  addWebhooks(app, deps);
  addHealth(app, deps);
  if (deps.slack) addSlack(app, deps.slack);
  if (deps.mcp) addMcp(app, deps.mcp);

  return {
    listen: (host, port) => app.listen({ host, port, backlog: BACKLOG }),
    async close() {
      // A half-sent request would keep it open for as long as its sender likes.
      const cut = setTimeout(() => app.server.closeAllConnections(), CLOSE_TIMEOUT_MS);
      await app.close().finally(() => clearTimeout(cut));
    },
  };
}

function answerError(
  deps: ServerDeps,
  error: Error & { statusCode?: number },
  reply: FastifyReply,
): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status === 413) {
    deps.metrics.payloadsRejected.inc({ source: 'http', reason: 'too_large' });
    return reply.code(413).send({ error: `The body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB.` });
  }
  if (status < 500) return reply.code(status).send({ error: error.message });
  deps.log.error({ err: error }, 'request could not be stored; the sender was asked to repeat it');
  return reply
    .code(503)
    .header('retry-after', '5')
    .send({ error: 'This may not be stored: the database does not answer. Send it again in a moment.' });
}

function addHealth(app: FastifyInstance, deps: ServerDeps): void {
  // Liveness must not look at the database: a restart would not mend it.
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const problems = await deps.findUnready();
    return reply.code(problems.length === 0 ? 200 : 503).send({ ready: problems.length === 0, problems });
  });
  app.get('/metrics', async (_request, reply) => {
    // Old gauges are better than none.
    await within(REFRESH_TIMEOUT_MS, 'Refreshing', deps.refreshMetrics()).catch(() => undefined);
    return reply.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics());
  });
}

/** Bolt reads and verifies the raw request itself. */
function addSlack(app: FastifyInstance, slack: NonNullable<ServerDeps['slack']>): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.post('/slack/events', (request, reply) => {
      reply.hijack();
      slack(request.raw, reply.raw);
    });
  });
}
