/** What a briefing says of runbooks. */
import { isKnownToFit, type DiagnosedRunbook, type DiagnosisResult } from '../../analysis/findings.js';
import { evidenceIdsAt, type InvestigationInput } from '../investigation.js';
import { cut, line } from './format.js';

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
    if (!fits) {
      const against = judged.filter(({ statement }) => !statement.includes('no data')).slice(0, 2);
      const text = line({
        ...head,
        checksThatHold,
        against: against.map(({ statement }) => cut(statement, 200)),
      });
      return { fits, isMeasured: against.length > 0, text };
    }
    const text = line({
      ...head,
      why: cut(runbook.reason, 200),
      checksThatHold,
      checks: runbook.checks.slice(0, 8).map((check) => checkOf(input, check)),
      actions: actionsOf(input, runbook),
    });
    return { fits, isMeasured: true, text };
  });
  const somethingFits = lines.some(({ fits }) => fits);
  return lines.flatMap(({ isMeasured, text }) => (isMeasured || !somethingFits ? [text] : []));
}

/** A check that is evidence is told there. */
function checkOf(input: InvestigationInput, { statement, holds, observation }: DiagnosisResult) {
  const [evidence] = evidenceIdsAt(input, [observation]);
  return evidence === undefined ? { says: cut(statement, 200), holds } : { evidence, holds };
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
