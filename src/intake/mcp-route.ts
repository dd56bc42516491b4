/** Where other assistants reach Firewatch: who may ask, how often, how much at once. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { UserInputError } from '../shared/errors.js';
import { sharedToken } from './bearer.js';
import { parseJson } from './payload.js';
import { refuseStrangers } from './refuse-strangers.js';

export interface McpRoute {
  /** Bearer token; nobody is served without one. */
  readonly token: string;
  answer(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void>;
}

/** A question is a few hundred bytes. */
const MAX_BODY_BYTES = 64 * 1024;
/** Questions at once, and then per second: an assistant asks a handful for each of its turns. */
const BURST = 60;
const PER_SECOND = 2;

/** `now`: milliseconds that never go back. */
export function addMcp(
  app: FastifyInstance,
  { token, answer }: McpRoute,
  now = () => performance.now(),
): void {
  const takeTurn = createTurns(now);

  const admit = [
    refuseBrowsers,
    refuseStrangers(sharedToken([token], 'MCP_TOKEN')),
    async (_request: FastifyRequest, reply: FastifyReply) => {
      if (takeTurn()) return;
      await reply
        .code(429)
        .header('retry-after', '1')
        .send({ error: 'Too many questions; ask more slowly.' });
    },
  ];

  app.post('/mcp', { bodyLimit: MAX_BODY_BYTES, onRequest: admit }, async (request, reply) => {
    const message = readMessage(request.body);
    if ('error' in message) return reply.code(400).send(message);
    reply.hijack();
    await answer(request.raw, reply.raw, message.body);
    return reply;
  });
  app.route({
    method: ['GET', 'DELETE'],
    url: '/mcp',
    onRequest: admit,
    handler: (_request, reply) =>
      reply
        .code(405)
        .header('allow', 'POST')
        .send({ error: 'There are no sessions and no streams here; use POST.' }),
  });
}

/** A page in somebody's browser says where it comes from, and may be there by a trick of its DNS; assistants say nothing. */
async function refuseBrowsers(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.headers.origin === undefined) return;
  await reply.code(403).send({ error: 'Browsers are not served here.' });
}

/** Several in one body would pass for one question. */
function readMessage(raw: unknown): { body: unknown } | { error: string } {
  try {
    const body = parseJson(Buffer.isBuffer(raw) ? raw : Buffer.alloc(0));
    return Array.isArray(body) ? { error: 'Send one message in each request.' } : { body };
  } catch (error) {
    if (error instanceof UserInputError) return { error: error.message };
    throw error;
  }
}

/** True when this question still has its turn. */
function createTurns(now: () => number): () => boolean {
  let left = BURST;
  let at = now();
  return () => {
    const seconds = (now() - at) / 1000;
    at = now();
    left = Math.min(BURST, left + seconds * PER_SECOND);
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
