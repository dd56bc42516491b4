/** What an approval is bound to: everything in a proposal that has to stay as people read it. */
import { canonicalHash } from '../shared/canonical-hash.js';
import type { Proposal } from './proposal.js';

/** How far it is, and the reasons for it, which follow the newest look while nobody has decided. All else is covered. */
const MAY_CHANGE: readonly string[] = [
  'status',
  'outcome',
  'decidedBy',
  'decidedAt',
  'rationale',
  'evidenceIds',
] satisfies (keyof Proposal)[];

/**
 * SHA-256, hex, of a proposal as the database gives it. What is null or an empty list counts as absent: a field that a later
 * version adds leaves the hashes of older proposals as they are.
 */
export function hashContract(proposal: Proposal): string {
  const fields = Object.entries(proposal)
    .filter(([name, value]) => !isAbsent(value) && !MAY_CHANGE.includes(name))
    .map(([name, value]: [string, unknown]) => [name, value instanceof Date ? value.toISOString() : value]);
  return canonicalHash(Object.fromEntries(fields));
}

function isAbsent(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}
