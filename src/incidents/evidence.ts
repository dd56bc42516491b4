/** Numbered observations about an incident. Reports cite them by id; nothing is claimed without one. */
import type { TimeRange } from '../shared/series.js';

export type EvidenceKind =
  | 'alert'
  | 'signal'
  | 'log'
  | 'trace'
  | 'ranking'
  | 'change'
  | 'forecast'
  | 'similar'
  | 'runbook'
  | 'tool_result';

/** An observation before it has its number. */
export interface Observation {
  readonly kind: EvidenceKind;
  /** The service it speaks about, when it speaks about one. */
  readonly service: string | null;
  /** One sentence with its numbers, for people: "Failing share of checkout rose from 0.1 % to 41 % at 03:12:04." */
  readonly statement: string;
  /** One sentence: why that matters to this incident. */
  readonly why: string;
  /** Which system answered: `prometheus`, `catalogue`, `runbooks`, `changes`, `mcp:<server>`, … */
  readonly source: string;
  /** The exact query, so that anybody can ask again; null when nothing was queried. */
  readonly query: string | null;
  readonly range: TimeRange | null;
  /** The numbers behind the statement. JSON. */
  readonly data: unknown;
  /** Whether it is unusual. Quiet observations ("latency unchanged") are kept too: they rule causes out. */
  readonly isAnomalous: boolean;
}

export interface Evidence extends Observation {
  /** `E1`, `E2`, … unique within the incident and never re-used. */
  readonly id: string;
  readonly createdAt: Date;
}

const IN_VAIN = 'Nothing found for ';

/** What is filed of a search that found nothing: its words are those of whoever searched. */
export function statementOfNothing(searched: string): string {
  return `${IN_VAIN}${searched}.`;
}

/** Whether nothing was found. What was asked for then is in the statement and the query, but was not seen. */
export function foundNothing({ statement, data }: Pick<Observation, 'statement' | 'data'>): boolean {
  return data === null && statement.startsWith(IN_VAIN);
}

const OUTSIDE = 'mcp:';

/** The source of what somebody else's server said; whatever the server is called, it passes for nobody else's. */
export function outsideSource(server: string): string {
  return `${OUTSIDE}${server}`;
}

export function isFromOutside({ source }: Pick<Observation, 'source'>): boolean {
  return source.startsWith(OUTSIDE);
}
