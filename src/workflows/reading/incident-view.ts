/** Everything people see about one incident, read in one go. Slack renders it; it holds no Slack words. */
import { decidedBy, type Analysis } from '../../agent/report/report.js';
import type { Suspect } from '../../analysis/findings.js';
import type { StoredAlert } from '../../incidents/alert.js';
import type { Evidence } from '../../incidents/evidence.js';
import type { Incident } from '../../incidents/incident.js';
import type { RoleAssignment } from '../../incidents/roles.js';
import type { Service } from '../../incidents/service.js';
import type { TimelineEntry } from '../../incidents/timeline.js';
import type { InvestigationCost } from '../investigation/investigation-cost.js';
import type { ProposalView } from './proposal-view.js';

export type { Hold, ProposalView } from './proposal-view.js';

export interface IncidentView {
  readonly incident: Incident;
  readonly alerts: readonly StoredAlert[];
  /** Null when the catalogue lacks it. */
  readonly service: Service | null;
  readonly evidence: readonly Evidence[];
  /** The newest that was not set aside; null until an investigation is done. */
  readonly analysis: Analysis | null;
  /** Of the shown analysis; feedback is about it. */
  readonly investigationId: string | null;
  /** Why the newest look is not, or not wholly, what is shown, as a sentence; null when it is. */
  readonly setAside: string | null;
  /** Verdicts on the shown analysis. */
  readonly feedback: { readonly right: number; readonly wrong: number };
  /** Services that may be the origin by the newest evidence, the most likely first. */
  readonly suspects: readonly Pick<Suspect, 'service' | 'confidence' | 'reasons'>[];
  /** Of all investigations together. */
  readonly cost: InvestigationCost;
  /** Who does what, the commander first. */
  readonly roles: readonly RoleAssignment[];
  /** Where its thread begins in Slack; null before it was posted. */
  readonly thread: { readonly channel: string; readonly ts: string } | null;
  /** The incident it has become part of. */
  readonly mergedInto: { readonly number: number } | null;
  /** Oldest first. */
  readonly proposals: readonly ProposalView[];
  /** The newest entries, oldest first, with the last status update however old it is. */
  readonly timeline: readonly TimelineEntry[];
  /** Failed or impossible queries and the like, as sentences; so that silence is never ambiguous. */
  readonly gaps: readonly string[];
  readonly now: Date;
}

/** The evidence that the report rests on; an id that is cited twice is there twice. */
export function citedIds(analysis: Analysis | null): readonly string[] {
  if (analysis === null) return [];
  const { cause, claims, hypotheses } = analysis.report;
  return [
    ...[...(cause ? [cause] : []), ...claims].flatMap(({ evidenceIds }) => evidenceIds),
    ...hypotheses.flatMap(decidedBy),
  ];
}
