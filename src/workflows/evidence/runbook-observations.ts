/** Files what the checks of runbooks say, so that every one that is told can be cited. */
import type { Observation } from '../../incidents/evidence.js';
import type { RunbookFit } from './measure/runbooks.js';
import { describeCheck, describeRest } from './sentences/runbook-sentences.js';

/** Checks with a row of their own; more is a wall that nobody reads. */
const MAX_CHECKS = 6;

/** Appends to `observations`; returns the runbooks, best first as given, with each check's place among them. */
export function fileChecks(
  runbooks: readonly RunbookFit[],
  observations: Observation[],
): readonly RunbookFit[] {
  let left = MAX_CHECKS;
  const filed = runbooks.map((fit, rank) => ({
    ...fit,
    checks: fit.checks.map((check) => {
      // The best fit is shown whole; of the next one only what holds.
      if (left === 0 || rank > 1 || check.holds === null || (rank === 1 && !check.holds)) return check;
      left -= 1;
      const index = observations.push(describeCheck(fit, check)) - 1;
      return { ...check, observation: index };
    }),
  }));
  return filed.map((fit) => {
    // What only informs is worth a word where something else speaks for the runbook.
    const isFit = fit.applicableSteps.length > 0 || fit.checks.some(({ holds }) => holds === true);
    const rest = fit.checks.filter(
      ({ observation, value, holds }) => observation === null && value !== null && (isFit || holds !== null),
    );
    if (rest.length === 0) return fit;
    const index = observations.push(describeRest(fit, rest)) - 1;
    return {
      ...fit,
      checks: fit.checks.map((check) => (rest.includes(check) ? { ...check, observation: index } : check)),
    };
  });
}
