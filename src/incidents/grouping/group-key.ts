/** What makes two alerts one group before anything is compared. */
import { createHash } from 'node:crypto';
import type { Alert } from '../alert.js';

/** Longer keys do not fit into the database's index (2,704 bytes, and a character has up to four). */
const MAX_GROUP_KEY = 500;

/** The sender's group when it has one, else the alert itself; a very long one by its hash. */
export function groupKeyOf({ source, groupKey, fingerprint }: Alert): string {
  return `${source}:${shortened(groupKey ?? fingerprint)}`;
}

/** Of an alert that was taken out of its group's incident. */
export function splitKeyOf({ source, fingerprint }: Alert): string {
  return `split:${source}:${shortened(fingerprint)}`;
}

function shortened(key: string): string {
  return key.length <= MAX_GROUP_KEY ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`;
}
