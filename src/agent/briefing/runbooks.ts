/** What a briefing says of runbooks. */
import { isKnownToFit, type DiagnosedRunbook, type DiagnosisResult } from '../../analysis/findings.js';
import { evidenceIdsAt, type InvestigationInput } from '../investigation.js';
import { cut, line } from './format.js';

const MAX_CHECKS = 8;
const NOT_KNOWN = 'not known: only the nearest by its words, perhaps about something else';

/**
 * One that fits is told with all its checks and actions; of one that does not, only what speaks against it. One that
 * nothing was measured for is left out beside one that fits.
 */
export function runbookLines(input: InvestigationInput): string[] {
  const lines = input.runbooks.map((runbook) => {
    const head = {
      id: runbook.runbookId,
      title: cut(runbook.title, 150),
      service: runbook.service,
      ...(isKnownToFit(runbook) ? {} : { fit: NOT_KNOWN }),
    };
    const judged = runbook.checks.filter(({ holds }) => holds !== null);
    const held = judged.filter(({ holds }) => holds === true);
    const checksThatHold = `${held.length} of ${judged.length}`;
    const fits = held.length > 0 || runbook.applicableSteps.length > 0;
    const checks = runbook.checks.slice(0, MAX_CHECKS).map((check) => checkOf(input, check));
    if (!fits) {
      // Only what was measured speaks against it.
      const isMeasured = checks.some(({ holds }) => holds === false);
      const against = checks.filter(({ holds }) => holds !== null);
      return { fits, isMeasured, text: line({ ...head, checksThatHold, checks: against }) };
    }
    const actions = actionsOf(input, runbook);
    const why = cut(runbook.reason, 200);
    return { fits, isMeasured: true, text: line({ ...head, why, checksThatHold, checks, actions }) };
  });
  const somethingFits = lines.some(({ fits }) => fits);
  return lines.flatMap(({ isMeasured, text }) => (isMeasured || !somethingFits ? [text] : []));
}

/** The sentence and number of one that is evidence stand there; of what was asked in vain there is none. */
function checkOf(
  input: InvestigationInput,
  { name, statement, holds, observation, outcome }: DiagnosisResult,
) {
  const [evidence] = evidenceIdsAt(input, [observation]);
  const check = cut(name, 80);
  if (evidence !== undefined) return { check, holds, evidence };
  if (outcome === 'unread') return { check, holds: 'could not be read' };
  if (outcome === 'no_data' || statement.includes('no data')) return { check, holds: 'no data' };
  return { check, holds, says: cut(statement, 200) };
}

function actionsOf(
  { context }: InvestigationInput,
  { runbookId, service, applicableSteps }: DiagnosedRunbook,
) {
  const actions = context.runbooks.get(runbookId)?.actions ?? [];
  return actions.map(({ title }, index) => ({
    step: index + 1,
    title: cut(title.replaceAll('$service', service), 150),
    canBeProposed: applicableSteps.includes(index + 1),
  }));
}
