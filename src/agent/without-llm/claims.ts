/** What speaks for the cause, what was ruled out, and what could not be seen. */
import type { DiagnosedRunbook, Suspect } from '../../analysis/findings.js';
import { cut, formatPercent } from '../../shared/text.js';
import { evidenceIdsAt, type InvestigationInput } from '../investigation.js';
import type { Report } from '../report/report.js';
import { conditionsOf } from './runbook-fit.js';

/** Below this a suspect is only noise and not worth ruling out in words. */
const MENTION_FROM = 0.05;

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

/** Runbooks whose checks fail, then less likely suspects, then quiet signals of the suspected service. */
export function ruledOut(input: InvestigationInput, suspect: Suspect): Report['ruledOut'] {
  const runbooks = input.runbooks.flatMap((runbook) => {
    const failed = runbook.checks.find((check) => check.holds === false && check.observation !== null);
    if (!failed) return [];
    const cause = `${runbook.title} (${runbook.service})`;
    return [{ cause, why: failed.statement, evidenceIds: evidenceIdsAt(input, [failed.observation]) }];
  });
  const others = input.suspects.slice(1).flatMap((other) => {
    if (other.confidence < MENTION_FROM) return [];
    const why = `less likely, ${formatPercent(other.confidence)} sure; what speaks for it: ${other.reasons[0] ?? 'nothing else'}`;
    return [
      { cause: `${other.service} as the origin`, why, evidenceIds: evidenceIdsAt(input, other.observations) },
    ];
  });
  const quiet = input.evidence.flatMap((item) =>
    item.kind === 'signal' && !item.isAnomalous && item.service === suspect.service
      ? [{ cause: `Another trouble in ${suspect.service}`, why: item.statement, evidenceIds: [item.id] }]
      : [],
  );
  return [...runbooks, ...others, ...quiet]
    .filter(({ evidenceIds }) => evidenceIds.length > 0)
    .slice(0, 6)
    .map(({ cause, why, evidenceIds }) => ({
      cause: cut(cause, 200),
      why: cut(why, 300),
      evidenceIds: evidenceIds.slice(0, 12),
    }));
}

export function missing(input: InvestigationInput): string[] {
  const unanswered = input.runbooks.flatMap((runbook) =>
    conditionsOf(input, runbook)
      .filter((check) => check.holds === null && check.observation === null)
      .map((check) => `${check.name} of ${runbook.service}: ${check.statement}`),
  );
  return [...new Set([...input.gaps, ...unanswered])].slice(0, 6).map((text) => cut(text, 200));
}
