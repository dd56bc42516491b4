/** Bearer tokens of the senders. */
import type { IncomingHttpHeaders } from 'node:http';
import { isOneOf } from './is-one-of.js';

/**
 * For a source that may need no token: null admits everybody, which the configuration allows on a loopback address only.
 * Else one of the tokens is asked for.
 */
export function bearer(tokens: readonly string[] | null, variable: string) {
  if (tokens !== null) return sharedToken(tokens, variable);
  return {
    challenge: 'Bearer',
    admit: (): string | undefined => undefined,
    sign: (): Readonly<Record<string, string>> => ({}),
  };
}

/**
 * Vendors differ in what they can send: a bearer token, or a user of any name with the token as password. Any of the tokens
 * fits, so that one can be replaced by another without a gap; the newest first. Null admits nobody.
 */
export function sharedToken(tokens: readonly string[] | null, variable: string) {
  const [newest] = tokens ?? [];
  const isKnown = isOneOf(tokens ?? []);
  return {
    challenge: 'Bearer',
    admit({ authorization }: IncomingHttpHeaders) {
      const given = tokenIn(authorization);
      return given !== undefined && isKnown(given)
        ? undefined
        : `Send the value of ${variable}: as "Authorization: Bearer <token>", or as the password of basic authentication.`;
    },
    sign: (): Readonly<Record<string, string>> =>
      newest === undefined ? {} : { authorization: `Bearer ${newest}` },
  };
}

function tokenIn(header = ''): string | undefined {
  const [, scheme = '', given = ''] = /^(Bearer|Basic) (.+)$/i.exec(header) ?? [];
  if (scheme.toLowerCase() !== 'basic') return given || undefined;
  const pair = Buffer.from(given, 'base64').toString('utf8');
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : undefined;
}
