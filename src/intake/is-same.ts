import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two secrets are equal, in the same time whatever they are; not even a length leaks. */
export function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
