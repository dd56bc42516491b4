/** One route for each sender. It is answered 2xx only after what it told is committed. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Alert } from '../incidents/alert.js';
import type { Change } from '../incidents/change.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { Clock } from '../shared/clock.js';
import { within } from '../shared/deadline.js';
import { UpstreamError, UserInputError } from '../shared/errors.js';
import { STORE_TIMEOUT_MS } from './batcher.js';
import { refuse, refuseStrangers } from './refuse-strangers.js';
import type { Received, Source } from './source.js';

export interface WebhookDeps {
  readonly sources: readonly Source[];
  /** Resolves after the commit. */
  recordAlerts(alerts: readonly Alert[]): Promise<void>;
  recordChange(change: Change): Promise<{ isNew: boolean }>;
  /** Keeps a body that could not be used, for people to look at. */
  keepRejected(payload: {
    source: string;
    reason: string;
    contentType: string | null;
    body: Buffer;
  }): Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'payloadsRejected'>;
}

export function addWebhooks(app: FastifyInstance, deps: WebhookDeps): void {
  for (const source of deps.sources) {
    app.post(source.path, { onRequest: refuseStrangers(source) }, (request, reply) =>
      receive(deps, source, request, reply),
    );
  }
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
    const received = source.read(delivery);
    if (received.warning !== undefined) deps.log.warn({ source: source.name }, received.warning);
    const stored = await store(deps, received);
    const { problems = [] } = received;
    if (problems.length > 0) {
      throw new UserInputError(
        `${problems[0]} ${problems.length} of ${stored.count + problems.length} parts were not accepted; the others were.`,
      );
    }
    return await reply.code(stored.isNewChange ? 201 : 200).send({ accepted: stored.count });
  } catch (error) {
    if (error instanceof UpstreamError) return repeatLater(deps, source, error, reply);
    if (!(error instanceof UserInputError)) throw error;
    return keep(deps, { source: source.name, reason: error.message, request, body }, reply);
  }
}

async function store(
  deps: WebhookDeps,
  { alerts = [], changes = [] }: Received,
): Promise<{ count: number; isNewChange: boolean }> {
  if (alerts.length > 0) await inTime(deps.recordAlerts(alerts));
  let known = 0;
  for (const change of changes) {
    const { isNew } = await inTime(deps.recordChange(change));
    if (!isNew) known += 1;
  }
  return {
    count: alerts.length + changes.length - known,
    isNewChange: changes.length > known,
  };
}

/** A sender's mistake: kept for inspection, then 400 with the sentence. Anything else goes to the error handler. */
async function keep(
  deps: WebhookDeps,
  refused: { source: string; reason: string; request: FastifyRequest; body: Buffer },
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { source, reason, request, body } = refused;
  const contentType = request.headers['content-type'] ?? null;
  await inTime(deps.keepRejected({ source, reason, contentType, body }));
  deps.metrics.payloadsRejected.inc({ source, reason: 'invalid' });
  deps.log.info({ source, reason }, 'payload refused and kept');
  return reply.code(400).send({ error: reason });
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

/** Then the sender is asked to repeat it; that is harmless when it was stored after all. */
const inTime = <T>(work: Promise<T>) => within(STORE_TIMEOUT_MS, 'Storing it', work);
