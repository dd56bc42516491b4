/** Changes shortly before the trouble: most incidents follow one, and most changes cause none. */
import type { Evidence } from './evidence.js';
import type { Context } from './symptoms/propagation.js';

/**
 * Nats for a change that fits perfectly, as much as one rare alert: it decides between components that otherwise look alike,
 * and outweighs no clear observation.
 */
const WEIGHT = 3;
/** What is as usual, or nothing that misbehaves depends on, hardly broke others; a changed answer may: it stays possible. */
const ASIDE_SHARE = 0.25;

export function weighChanges(context: Context): ReadonlyMap<string, Evidence> {
  const evidence = new Map<string, Evidence>();
  for (const { component, score, reason } of context.changes) {
    const weight = WEIGHT * score * (isAside(component, context) ? ASIDE_SHARE : 1);
    // Ten deploys of one component are no better an explanation than the best of them.
    if (weight <= (evidence.get(component)?.score ?? 0)) continue;
    const text = `it was changed ${reason}`;
    evidence.set(component, { score: weight, reasons: [{ kind: 'change', name: 'change', text, weight }] });
  }
  return evidence;
}

/** Whether the golden signals speak against a component; where they show nothing at all, they do not. */
function isAside(component: string, { states, graph }: Context): boolean {
  const state = states.get(component);
  if (state?.isMeasured === true) return state.strength === 0 && state.traffic === null;
  const ill = [...states.values()].filter(({ strength }) => strength > 0);
  return ill.length > 0 && !ill.some((other) => graph.calleesWithin(other.component).has(component));
}
