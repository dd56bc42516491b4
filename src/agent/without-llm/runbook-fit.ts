/** Whether a runbook's own checks speak for it, and what its actions are called. */
import { isKnownToFit, type DiagnosedRunbook, type DiagnosisResult } from '../../analysis/findings.js';
import type { InvestigationInput } from '../investigation.js';

/** At least one condition, and every condition known and true. */
export function allHold(input: InvestigationInput, runbook: DiagnosedRunbook): boolean {
  const conditions = conditionsOf(input, runbook);
  return conditions.length > 0 && conditions.every((check) => check.holds === true);
}

/** None of its checks has failed. */
const isPossible = ({ checks }: DiagnosedRunbook) => checks.every(({ holds }) => holds !== false);

/**
 * Where it alone names the alert, a check that found nothing to measure does not rule it out: a worker that hangs finishes no
 * jobs, so that none of them can have failed. Of several that name it, their checks have to tell which one it is.
 */
function isNamedAlone(runbook: DiagnosedRunbook, runbooks: readonly DiagnosedRunbook[]): boolean {
  const isUnseen = runbook.checks.every(({ holds, outcome }) => holds !== false || outcome === 'no_data');
  return isUnseen && runbook.isSure && runbooks.filter(({ isSure }) => isSure).length === 1;
}

/** What people may follow, best first: what is known to be about this stands before what only shares some words with it. */
export function possibleRunbooks(runbooks: readonly DiagnosedRunbook[]): readonly DiagnosedRunbook[] {
  // What its own checks have ruled out would send people the wrong way.
  const possible = runbooks.filter((one) => isPossible(one) || isNamedAlone(one, runbooks));
  return [...possible.filter(isKnownToFit), ...possible.filter((runbook) => !isKnownToFit(runbook))];
}

/** The checks that can speak for or against the runbook; those without a condition only inform. */
export function conditionsOf(
  input: InvestigationInput,
  { runbookId, checks }: DiagnosedRunbook,
): DiagnosisResult[] {
  const diagnosis = input.context.runbooks.get(runbookId)?.diagnosis ?? [];
  const informing = new Set(diagnosis.filter((query) => query.supports === null).map((query) => query.name));
  return checks.filter((check) => !informing.has(check.name));
}

export function actionTitles(input: InvestigationInput, { runbookId, service }: DiagnosedRunbook): string[] {
  const actions = input.context.runbooks.get(runbookId)?.actions ?? [];
  return actions.map((action) => action.title.replaceAll('$service', service));
}
