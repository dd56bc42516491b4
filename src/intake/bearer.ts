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
