/** What an investigation starts from, whoever does it: the incident and what the evidence pass found. */
import type { DiagnosedRunbook, Suspect } from '../analysis/findings.js';
import type { Alert } from '../incidents/alert.js';
import type { Evidence } from '../incidents/evidence.js';
import type { Incident } from '../incidents/incident.js';
import type { ToolContext } from '../../tools/tool.js';
import type { Analysis } from './report/report.js';

export interface InvestigationInput {
  readonly incident: Incident;
  readonly alerts: readonly Alert[];
  /**
   * The stored observations of the evidence pass, in its order: `suspects[].observations` and
   * `runbooks[].checks[].observation` are indexes into this list.
   */
  readonly evidence: readonly Evidence[];
  /** Most likely first. */
  readonly suspects: readonly Suspect[];
  /** Best first. */
  readonly runbooks: readonly DiagnosedRunbook[];
  /** What could not be seen and why, as sentences. */
  readonly gaps: readonly string[];
  /** What was concluded and proposed in this incident before; left out when this is the first look. */
  readonly earlier?: EarlierWork;
  /** What the person who asked for this look suspects, as typed. Untrusted. */
  readonly hint?: string;
  /** What the tools may touch. Its signal cancels the investigation as a whole. */
  readonly context: ToolContext;
}

export interface EarlierWork {
  readonly analysis: Pick<Analysis, 'by' | 'report'> | null;
  /** Oldest first. */
  readonly proposals: readonly {
    readonly title: string;
    readonly runbookId: string | null;
    /** In one word: pending, rejected, verified, failed, … */
    readonly status: string;
  }[];
}

/** Ids of the evidence at these indexes; an index out of range is left out. */
export function evidenceIdsAt(input: InvestigationInput, indexes: readonly (number | null)[]): string[] {
  const ids = indexes.flatMap((index) => (index === null ? [] : (input.evidence[index]?.id ?? [])));
  return [...new Set(ids)];
}
