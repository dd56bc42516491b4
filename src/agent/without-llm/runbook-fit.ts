/** Whether a runbook's own checks speak for it, and what its actions are called. */
import type { DiagnosedRunbook, DiagnosisResult } from '../../analysis/findings.js';
import type { InvestigationInput } from '../investigation.js';

/** At least one condition, and every condition known and true. */
export function allHold(input: InvestigationInput, runbook: DiagnosedRunbook): boolean {
  const conditions = conditionsOf(input, runbook);
  return conditions.length > 0 && conditions.every((check) => check.holds === true);
}

/** None of its checks has failed. */
export const isPossible = ({ checks }: DiagnosedRunbook) => checks.every(({ holds }) => holds !== false);

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
