/** Changes shortly before the trouble: most incidents follow one, and most changes cause none. */
import type { Evidence } from './evidence.js';
import type { RootCauseQuestion } from './question.js';

/**
 * Nats for a change that fits perfectly, as much as one rare alert: it decides between components that otherwise look alike,
 * and outweighs no clear observation.
 */
const WEIGHT = 3;

export function weighChanges({ changes = [] }: RootCauseQuestion): ReadonlyMap<string, Evidence> {
  const evidence = new Map<string, Evidence>();
  for (const { component, score, reason } of changes) {
    const weight = WEIGHT * score;
    // Ten deploys of one component are no better an explanation than the best of them.
    if (weight <= (evidence.get(component)?.score ?? 0)) continue;
    const text = `it was changed ${reason}`;
    evidence.set(component, { score: weight, reasons: [{ kind: 'change', name: 'change', text, weight }] });
  }
  return evidence;
}
