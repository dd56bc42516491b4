import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/**
 * SHA-256, hex, over the canonical JSON: equal values have equal hashes.
 * @throws TypeError for what JSON cannot say exactly.
 */
export function canonicalHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
