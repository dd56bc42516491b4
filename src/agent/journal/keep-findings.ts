/** What a model found before it was stopped belongs into the report that the rules write in its place. */
import type { Evidence } from '../../incidents/evidence.js';
import { cut } from '../../shared/text.js';
import type { Report } from '../report/report.js';

/** Beside what the rules claim themselves; the thread shows the rest as evidence. */
const MAX_FINDINGS = 3;
/** The report's own maxima. */
const MAX_CLAIMS = 8;
const MAX_CLAIM_CHARS = 400;

/** @param found what the model's tools filed, in that order. Only what is unusual is claimed. */
export function keepFindings(report: Report, found: readonly Evidence[]): Report {
  const cited = new Set(report.claims.flatMap(({ evidenceIds }) => evidenceIds));
  const findings = found
    .filter(({ id, isAnomalous }) => isAnomalous && !cited.has(id))
    .slice(0, Math.min(MAX_FINDINGS, Math.max(0, MAX_CLAIMS - report.claims.length)))
    .map(({ id, statement }) => ({ text: cut(statement, MAX_CLAIM_CHARS), evidenceIds: [id] }));
  return { ...report, claims: [...report.claims, ...findings] };
}
