/** Bearer tokens of the senders. */
import type { IncomingHttpHeaders } from 'node:http';
import { isSame } from './is-same.js';

/** `expected` null = this source needs no token (allowed on a loopback address only; the configuration checks that). */
export function isAuthorized(header: string | undefined, expected: string | null): boolean {
  if (expected === null) return true;
  const given = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  return given !== undefined && isSame(given, expected);
}

/** For a source that sends the value of an environment variable. */
export function bearer(expected: string | null, variable: string) {
  return {
    challenge: 'Bearer',
    admit: ({ authorization }: IncomingHttpHeaders) =>
      isAuthorized(authorization, expected)
        ? undefined
        : `Send the header "Authorization: Bearer <token>" with the value of ${variable}.`,
    sign: (): Readonly<Record<string, string>> =>
      expected === null ? {} : { authorization: `Bearer ${expected}` },
  };
}

/**
 * Vendors differ in what they can send: a bearer token, or a user of any name with the token as password. Any of the tokens
 * fits, so that one can be replaced by another without a gap; the newest first. Null admits nobody.
 */
export function sharedToken(tokens: readonly string[] | null, variable: string) {
  const [newest] = tokens ?? [];
  return {
    challenge: 'Bearer',
    admit({ authorization }: IncomingHttpHeaders) {
      const given = tokenIn(authorization);
      return given !== undefined && (tokens ?? []).some((expected) => isSame(given, expected))
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
