/** The last look at a report before it is stored: what rests on nothing is left out, what is not in the data is marked. Pure. */
import { seenOnly } from '../briefing/seen-only.js';
import { ground, type Grounds } from './grounding.js';
import type { Report } from './report.js';
import { corpusOfTexts } from './verify/corpus.js';
import type { Verification } from './verify/verification.js';
import { verifyReport } from './verify/verify-report.js';

export interface CheckedReport {
  readonly report: Report;
  readonly verification: Verification;
}

/** `read`: what its author was told besides the evidence, as texts. */
export function checkReport(given: Report, grounds: Grounds, read: readonly string[]): CheckedReport {
  const seen = read.map(seenOnly);
  const report = withKnownComponent(ground(given, grounds), grounds, seen);
  const dropped = countOf(given) - countOf(report);
  return { report, verification: verifyReport(report, { ...grounds, read: seen }, dropped) };
}

/** Statements that have to cite something. */
function countOf({ cause, claims, hypotheses }: Report): number {
  return (cause ? 1 : 0) + claims.length + hypotheses.length;
}

/** A component is named only in words that were read. */
function withKnownComponent(report: Report, { evidence }: Grounds, read: readonly string[]): Report {
  const { cause } = report;
  if (cause === null || cause.component === null) return report;
  const corpus = corpusOfTexts(read, [...evidence.values()]);
  const words = cause.component.match(/[\p{L}\p{N}][\p{L}\p{N}_.:/-]+/gu) ?? [];
  const isKnown = words.length > 0 && words.every((word) => corpus.hasName(word) || isCommon(word));
  return isKnown ? report : { ...report, cause: { ...cause, component: null } };
}

const COMMON =
  /^(?:of|the|in|on|for|and|its|release|version|deployment|pod|pool|table|flag|instance|connection|query)$/i;
const isCommon = (word: string) => COMMON.test(word);
