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
 * For a sender that is heard only once its variable is set. Vendors differ in what they can send: a bearer token, or a user
 * of any name with the token as password.
 */
export function sharedToken(expected: string | null, variable: string) {
  const advice =
    expected === null
      ? `Nothing is taken here until ${variable} is set where Firewatch runs.`
      : `Send the value of ${variable}: as "Authorization: Bearer <token>", or as the password of basic authentication.`;
  return {
    admit: ({ authorization }: IncomingHttpHeaders) =>
      expected !== null && (isAuthorized(authorization, expected) || isPassword(authorization, expected))
        ? undefined
        : advice,
    sign: (): Readonly<Record<string, string>> =>
      expected === null ? {} : { authorization: `Bearer ${expected}` },
  };
}

function isPassword(header: string | undefined, expected: string): boolean {
  const encoded = /^Basic (.+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return false;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon >= 0 && isSame(pair.slice(colon + 1), expected);
}
