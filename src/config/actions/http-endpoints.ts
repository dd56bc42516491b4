/** The `actions.httpEndpoints` part of the YAML file: calls that people may have made after an approval. */
import { z } from 'zod';
import { Address, credentialKeys, Name, Pattern, Risk, wayBackKeys } from '../fields.js';

const CHECK = 'must have either url, with is or matches, or query, with is';

/** What tells that the state was reached for which the endpoint is called. */
const Check = z
  .strictObject({
    /** Read with GET and the endpoint's headers. */
    url: Address.optional(),
    /** With dots; empty: the answer itself. */
    path: z.string().default(''),
    /** The value; of a query a comparison such as `< 0.02`. */
    is: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
    /** Must match the whole value. */
    matches: Pattern.optional(),
    query: z.string().min(1).optional(),
  })
  .refine(({ url, path, is, matches, query }) => {
    if (query !== undefined)
      return url === undefined && matches === undefined && is !== undefined && path === '';
    return url !== undefined && (is === undefined) !== (matches === undefined);
  }, CHECK);

export const HttpEndpoint = z.strictObject({
  name: Name,
  description: z.string(),
  service: z.string(),
  method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE', 'GET']).default('POST'),
  url: Address,
  previewUrl: Address.optional(),
  check: Check.optional(),
  ...credentialKeys,
  body: z.unknown().optional(),
  risk: Risk.default('medium'),
  idempotent: z.boolean().default(false),
  ...wayBackKeys,
  /** Name of another endpoint of this list, of the same service, that takes it back. */
  undo: z.string().optional(),
});
