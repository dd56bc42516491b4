/** What traces of failed requests say: whoever passes failures on is excused, and where they begin is suspected. */
import { explainedByCallees, failingBelow, type Context } from './propagation.js';
import { describeState, type Candidate, type State } from './symptoms.js';

/** As for a caller that floods another: what it does shows in others' signals, which is less than to show it itself. */
const ORIGIN_SHARE = 0.8;

/** Suspects where failures of measured components begin, also where that has no signals, or none that moved. */
export function blameOrigins(
  candidates: Map<string, Candidate>,
  misbehaving: readonly State[],
  context: Context,
): void {
  const strongest = new Map<string, Candidate>();
  for (const state of misbehaving) {
    // Without more failures than usual those that were found are everyday ones.
    const failing = state.symptoms.find(({ signal }) => signal === 'errors');
    if (!failing) continue;
    for (const { origin, share, count, of } of failingBelow(state.component, context)) {
      const own = context.states.get(origin) ?? describeState(origin, []);
      const score = ORIGIN_SHARE * share * failing.strength * (1 - explainedByCallees(own, context).share);
      if (score <= (strongest.get(origin)?.score ?? 0)) continue;
      const text = `${count} of ${of} failed requests through ${state.component} began to fail in it`;
      strongest.set(origin, {
        state: own,
        score,
        reasons: [{ kind: 'position', name: state.component, text, weight: 0.8 }],
      });
    }
  }
  for (const [origin, found] of strongest) {
    const known = candidates.get(origin);
    if (!known) {
      candidates.set(origin, found);
      continue;
    }
    known.reasons.push(...found.reasons);
    known.score = Math.max(known.score, found.score);
  }
}
