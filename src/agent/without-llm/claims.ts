/** What speaks for the cause, and what could not be seen. */
import type { DiagnosedRunbook, Suspect } from '../../analysis/findings.js';
import { cut } from '../../shared/text.js';
import { evidenceIdsAt, type InvestigationInput } from '../investigation.js';
import type { Report } from '../report/report.js';
import { conditionsOf } from './runbook-fit.js';

export function claimsOf(
  input: InvestigationInput,
  suspect: Suspect,
  runbook: DiagnosedRunbook | undefined,
): Report['claims'] {
  const observed = suspect.observations.flatMap((index) => input.evidence[index] ?? []);
  const claims = [
    ...observed.map((item) => ({ text: item.statement, evidenceIds: [item.id] })),
    ...(runbook?.checks ?? []).map((check) => ({
      text: check.statement,
      evidenceIds: evidenceIdsAt(input, [check.observation]),
    })),
  ];
  const unique = new Map(
    claims.filter(({ evidenceIds }) => evidenceIds.length > 0).map((claim) => [claim.evidenceIds[0], claim]),
  );
  return [...unique.values()]
    .slice(0, 8)
    .map(({ text, evidenceIds }) => ({ text: cut(text, 400), evidenceIds }));
}

export function missing(input: InvestigationInput): string[] {
  const unanswered = input.runbooks.flatMap((runbook) =>
    conditionsOf(input, runbook)
      .filter((check) => check.holds === null && check.observation === null)
      // It names the check and the service itself.
      .map((check) => check.statement),
  );
  return [...new Set([...input.gaps, ...unanswered])].slice(0, 6).map((text) => cut(text, 200));
}
