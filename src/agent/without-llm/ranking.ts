/** Where the reasons for a suspect stand. */
import type { InvestigationInput } from '../investigation.js';

/** Ids of the evidence that ranks the suspects. */
export function rankingIn({ evidence }: Pick<InvestigationInput, 'evidence'>): string[] {
  return evidence.flatMap(({ id, kind }) => (kind === 'ranking' ? [id] : []));
}
