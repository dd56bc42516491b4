/** Which of the ranked suspects is named: usually the first; sometimes one that it waits for; sometimes none. */
import { NAME_FROM, type Suspect } from '../../analysis/findings.js';
import type { InvestigationInput } from '../investigation.js';
import { allHold } from './runbook-fit.js';

/** What calls what is followed so far. */
const MAX_HOPS = 3;
/** Onsets are known to about so many steps of the measurement: two of them, and half of a window of four. */
const ONSET_STEPS = 4;

/** The suspects with the one to be named first; empty when nobody is. */
export function chooseSuspects(input: InvestigationInput): readonly Suspect[] {
  const { suspects } = input;
  const [first] = suspects;
  if (!first) return [];
  const deeper = suspects.slice(1).find((other) => explains(input, first, other));
  if (!deeper) return first.confidence < NAME_FROM ? [] : suspects;
  // What speaks for the one that waits, speaks for what it waits for.
  const confidence = Math.min(1, first.confidence + deeper.confidence);
  const others = suspects.filter((suspect) => suspect !== deeper);
  return [{ ...deeper, confidence: Math.round(confidence * 100) / 100 }, ...others];
}

/**
 * A service that waits for a broken one fills its queues and pools, and then looks broken itself. Where all checks of a
 * runbook hold for what the suspect calls, and the trouble there is not younger, the suspect is the one that waits.
 */
function explains(input: InvestigationInput, suspect: Suspect, other: Suspect): boolean {
  const { catalog, stepSeconds } = input.context;
  if (suspect.onset === null || other.onset === null) return false;
  if (other.onset > suspect.onset + ONSET_STEPS * stepSeconds) return false;
  const isKnown = input.runbooks.some(
    (runbook) => runbook.service === other.service && allHold(input, runbook),
  );
  return isKnown && calls(catalog, suspect.service, other.service);
}

/** Directly, or through others. */
export function calls(
  catalog: InvestigationInput['context']['catalog'],
  caller: string,
  callee: string,
): boolean {
  let frontier = [caller];
  const seen = new Set(frontier);
  for (let hops = 0; hops < MAX_HOPS; hops += 1) {
    frontier = frontier
      .flatMap((name) => catalog.get(name)?.dependsOn ?? [])
      .filter((name) => !seen.has(name));
    if (frontier.includes(callee)) return true;
    for (const name of frontier) seen.add(name);
  }
  return false;
}
