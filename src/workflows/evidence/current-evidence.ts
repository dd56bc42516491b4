/** What counts of everything that was ever seen about an incident. */
import type { Evidence } from '../../incidents/evidence.js';
import type { ShownLooks } from '../transaction.js';

/**
 * What the shown look found, what was asked since, and whatever the analysis cites. Other looks at the same signals stay
 * stored, but two generations side by side only confuse.
 */
export function currentEvidence(
  all: readonly Evidence[],
  { measured, outdatedEvidence }: Pick<ShownLooks, 'measured' | 'outdatedEvidence'>,
  cited: readonly string[],
): readonly Evidence[] {
  const kept = new Set([...(measured?.evidenceIds ?? []), ...cited]);
  const outdated = new Set(outdatedEvidence);
  return all.filter(({ id }) => kept.has(id) || !outdated.has(id));
}
