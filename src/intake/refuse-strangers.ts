/** Turns strangers away before their body is read. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Source } from './source.js';

export function refuseStrangers(admit: Source['admit']) {
  return async function authorize(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const advice = admit(request.headers);
    if (advice !== undefined)
      await reply.code(401).header('www-authenticate', 'Bearer').send({ error: advice });
  };
}
