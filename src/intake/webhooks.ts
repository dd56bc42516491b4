/** One route for each sender. It is answered 2xx only after what it told is committed. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from '../observability/metrics.js';
import type { Clock } from '../shared/clock.js';
import { UpstreamError, UserInputError } from '../shared/errors.js';
import { keptHeaders } from './kept-headers.js';
import { refuse, refuseStrangers } from './refuse-strangers.js';
import type { Delivery, Source } from './source.js';
import { inTime, takeDelivery, type TakingDeps } from './take-delivery.js';

export interface WebhookDeps extends TakingDeps {
  readonly sources: readonly Source[];
  /** Those that may come and go while it runs. */
  mapped?(): readonly Source[];
  /** Keeps a body that could not be used, for people to look at and to read again; returns its id. */
  keepRejected(payload: {
    source: string;
    reason: string;
    contentType: string | null;
    headers: Readonly<Record<string, string>>;
    body: Buffer;
  }): Promise<string>;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'payloadsRejected'>;
}

export function addWebhooks(app: FastifyInstance, deps: WebhookDeps): void {
  for (const source of deps.sources) {
    app.post(source.path, { onRequest: refuseStrangers(source) }, (request, reply) =>
      receive(deps, source, request, reply),
    );
  }
  addMapped(app, deps);
}

/** Under one route, because routes cannot be added later; those with a path of their own come first. */
function addMapped(app: FastifyInstance, deps: WebhookDeps): void {
  const find = (request: FastifyRequest) =>
    deps.mapped?.().find(({ path }) => path === request.url.split('?')[0]);
  app.post(
    '/webhooks/:name',
    {
      async onRequest(request, reply) {
        const source = find(request);
        if (source) await refuseStrangers(source)(request, reply);
        else reply.callNotFound();
      },
    },
    (request, reply) => {
      const source = find(request);
      return source ? receive(deps, source, request, reply) : reply.callNotFound();
    },
  );
}

async function receive(
  deps: WebhookDeps,
  source: Source,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const delivery = { headers: request.headers, body, receivedAt: deps.clock.now() };
  try {
    const advice = await source.verify?.(delivery);
    if (advice !== undefined) return await refuse(reply, advice, source.challenge);
    const stored = await takeDelivery(deps, source, delivery);
    return await reply.code(stored.isNewChange ? 201 : 200).send({ accepted: stored.count });
  } catch (error) {
    if (error instanceof UpstreamError) return repeatLater(deps, source, error, reply);
    if (!(error instanceof UserInputError)) throw error;
    return keep(deps, { source, reason: error.message, delivery }, reply);
  }
}

/** A sender's mistake: kept for inspection, then 400 with the sentence. Anything else goes to the error handler. */
async function keep(
  deps: WebhookDeps,
  { source, reason, delivery }: { source: Source; reason: string; delivery: Delivery },
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { headers, body } = delivery;
  const id = await inTime(
    deps.keepRejected({
      source: source.name,
      reason,
      contentType: headers['content-type'] ?? null,
      headers: keptHeaders(headers, Object.keys(source.sign(body))),
      body,
    }),
  );
  deps.metrics.payloadsRejected.inc({ source: source.name, reason: 'invalid' });
  deps.log.info({ source: source.name, reason, kept: id }, 'payload refused and kept');
  return reply.code(400).send({ error: reason, kept: id });
}

/** Whether to believe the sender depends on somebody who does not answer now. */
function repeatLater(
  { log }: WebhookDeps,
  { name }: Source,
  error: UpstreamError,
  reply: FastifyReply,
): FastifyReply {
  log.warn({ err: error, source: name }, 'payload could not be checked; the sender was asked to repeat it');
  return reply.code(503).header('retry-after', '5').send({ error: error.message });
}
