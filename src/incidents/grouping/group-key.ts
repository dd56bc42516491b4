/** What makes two alerts one group before anything is compared. */
import { createHash } from 'node:crypto';
import type { Alert } from '../alert.js';

/** Longer keys do not fit into the database's index (2,704 bytes, and a character has up to four). */
const MAX_GROUP_KEY = 500;

/** The sender's group when it has one, else the alert itself; a very long one by its hash. */
export function groupKeyOf({ source, groupKey, fingerprint }: Alert): string {
  const key = groupKey ?? fingerprint;
  if (key.length <= MAX_GROUP_KEY) return `${source}:${key}`;
  return `${source}:sha256:${createHash('sha256').update(key).digest('hex')}`;
}
