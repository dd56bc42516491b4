/** What ties each entry of the audit log to the one before it. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json.js';

/** The hash before the first entry. */
export const GENESIS = '0'.repeat(64);

/** SHA-256 over the hash before and the entry's canonical JSON, hex. */
export function auditHash(entry: Readonly<Record<string, unknown>>, previousHash: string): string {
  return createHash('sha256').update(previousHash).update('\n').update(canonicalJson(entry)).digest('hex');
}
