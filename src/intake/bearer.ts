/** A route's own bearer token. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAuthorized } from './authenticate.js';

/** Turns strangers away before their body is read. */
export function bearer(expected: string | null, variable: string) {
  return async function authorize(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (isAuthorized(request.headers.authorization, expected)) return;
    await reply
      .code(401)
      .header('www-authenticate', 'Bearer')
      .send({ error: `Send the header "Authorization: Bearer <token>" with the value of ${variable}.` });
  };
}
