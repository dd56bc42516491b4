/** What counts of everything that was ever seen about an incident. */
import type { Evidence } from '../../incidents/evidence.js';
import type { Investigation } from '../transaction.js';

/**
 * What the newest look found, what was asked since, and whatever the analysis cites. Earlier looks at the same signals stay
 * stored, but two generations side by side only confuse.
 */
export function currentEvidence(
  all: readonly Evidence[],
  newestFirst: readonly Investigation[],
  cited: readonly string[],
): readonly Evidence[] {
  const [newest, ...older] = newestFirst.filter(({ findings }) => findings !== null);
  const kept = new Set([...(newest?.evidenceIds ?? []), ...cited]);
  const outdated = new Set(older.flatMap(({ evidenceIds }) => evidenceIds));
  return all.filter(({ id }) => kept.has(id) || !outdated.has(id));
}
