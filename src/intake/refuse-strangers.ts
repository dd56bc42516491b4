/** Turns strangers away, most of them before their body is read. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Source } from './source.js';

export function refuseStrangers({ off, admit, challenge }: Pick<Source, 'off' | 'admit' | 'challenge'>) {
  return async function authorize(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (off !== undefined) return void (await reply.code(404).send({ error: off }));
    const advice = admit(request.headers);
    if (advice !== undefined) await refuse(reply, advice, challenge);
  };
}

/** `advice`: the sentence that says what to send. */
export function refuse(reply: FastifyReply, advice: string, challenge?: string): FastifyReply {
  if (challenge !== undefined) reply.header('www-authenticate', challenge);
  return reply.code(401).send({ error: advice });
}
