/** What a question is answered from, whoever answers it: everything stored about one incident, or the queue of all. */
import type { Change } from '../../incidents/change.js';
import type { Actor, Incident } from '../../incidents/incident.js';
import type { RoleAssignment } from '../../incidents/roles.js';
import type { TimelineEntry } from '../../incidents/timeline.js';
import type { InvestigationInput } from '../investigation.js';
import type { Analysis } from '../report/report.js';
import type { ModelCost } from '../../shared/model-cost.js';

export interface AnswerInput {
  /** Untrusted, as typed. */
  readonly question: string;
  /** What was asked and answered in the same conversation before, oldest first. */
  readonly earlier: readonly EarlierQuestion[];
  /** Null when it is about no incident in particular. */
  readonly about: IncidentFacts | null;
  /** Unresolved incidents, the worst first. */
  readonly queue: readonly QueuedIncident[];
  /** The newest ones around the incident, or of the last day; newest first. */
  readonly changes: readonly Change[];
  /** What the tools may touch; its incident is a stand-in when there is none. Its signal cancels everything. */
  readonly context: InvestigationInput['context'];
}

export interface EarlierQuestion {
  /** Untrusted, as typed. */
  readonly question: string;
  /** Simple Markdown, perhaps a model's. */
  readonly answer: string;
  readonly askedAt: Date;
}

export interface IncidentFacts {
  /** As an investigation would start. */
  readonly known: Omit<InvestigationInput, 'context'>;
  readonly analysis: Analysis | null;
  /** Oldest first. */
  readonly proposals: readonly ProposalFacts[];
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[];
  readonly roles: readonly RoleAssignment[];
  /** The owning team; null when unknown. */
  readonly owner: string | null;
  /** Of all investigations and questions together. */
  readonly cost: ModelCost;
}

export interface ProposalFacts {
  readonly title: string;
  readonly status: string;
  readonly runbookId: string | null;
  readonly outcome: string | null;
  readonly decidedBy: Actor | null;
  readonly decidedAt: Date | null;
  readonly expiresAt: Date;
}

export interface QueuedIncident {
  readonly incident: Incident;
  readonly cause: { readonly mechanism: string; readonly confidence: number } | null;
  /** Proposals that wait for a decision. */
  readonly waiting: number;
}

export interface Answer {
  /** Simple Markdown. */
  readonly text: string;
  readonly by: 'model' | 'rules';
  /** What limited it, in a sentence for people; null when nothing did. */
  readonly note: string | null;
  /** Ids of stored evidence that it cites, in the order it does. */
  readonly evidenceIds: readonly string[];
}

/** `E3` wherever it stands by itself. */
const EVIDENCE_ID = /(?<![\w-])E\d{1,4}(?![\w-])/g;

/** Evidence ids that a text cites, each once. */
export function citedIn(text: string): string[] {
  return [...new Set(text.match(EVIDENCE_ID) ?? [])];
}
