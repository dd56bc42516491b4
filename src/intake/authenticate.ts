/** Bearer tokens of the senders, compared in constant time. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** `expected` null = this source needs no token (allowed on a loopback address only; the configuration checks that). */
export function isAuthorized(header: string | undefined, expected: string | null): boolean {
  if (expected === null) return true;
  const given = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  if (given === undefined) return false;
  // Hashing makes the lengths equal, so that not even the length leaks.
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
