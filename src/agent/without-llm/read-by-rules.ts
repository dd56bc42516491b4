/** What the rules know besides the evidence: what a model would be told, and all of the runbooks that were found. */
import { buildBriefing } from '../briefing/briefing.js';
import type { InvestigationInput } from '../investigation.js';

export function readByRules(input: InvestigationInput): string[] {
  const runbooks = input.runbooks.flatMap(({ runbookId, title, service, reason, checks }) => {
    const written = input.context.runbooks.get(runbookId);
    return [
      runbookId,
      title,
      service,
      reason,
      (written?.cause ?? '').replaceAll('$service', service),
      ...(written?.actions ?? []).map((action) => action.title.replaceAll('$service', service)),
      ...checks.flatMap(({ name, statement }) => [name, statement]),
    ];
  });
  return [buildBriefing(input), ...runbooks, ...input.gaps];
}
