/** What a digest is made of, as it is on record. */
import type { IncidentId } from '../../shared/ids.js';
import type { Severity } from '../incident.js';

/** Whose incidents: everybody's, a team's, or those of services that no team owns or that the catalogue lacks. */
export type DigestScope =
  { readonly kind: 'all' } | { readonly kind: 'team'; readonly team: string } | { readonly kind: 'unowned' };

/** Services that count: these alone, all but these, or all. A subject without a service is among "all but these". */
export type ServiceFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'only'; readonly services: readonly string[] }
  | { readonly kind: 'except'; readonly services: readonly string[] };

export interface DigestIncident {
  readonly id: IncidentId;
  readonly number: number;
  readonly severity: Severity;
  readonly openedAt: Date;
  readonly startedAt: Date;
  /** The first time, whatever came of it later. */
  readonly acknowledgedAt: Date | null;
  /** Null while it is not over. */
  readonly resolvedAt: Date | null;
  /** It counts, and is named nowhere. */
  readonly isPrivate: boolean;
  /** A person decided, wrote or ended something, a fix was approved, or the service was changed meanwhile. */
  readonly isActedOn: boolean;
  /** The service that people, else the analysis, say it came from; else its own. */
  readonly blamed: string | null;
  /** In people's words, else in those of an analysis that nobody called wrong. */
  readonly cause: string | null;
  /** The part of the service that the analysis blames; null where it names none, or people named a cause themselves. */
  readonly component: string | null;
  /** Ids of runbooks of which some check held for the blamed service and none failed; empty likewise. */
  readonly runbooks: readonly string[];
  /** A fix that a person approved and whose check passed. */
  readonly fix: { readonly runbookId: string | null; readonly title: string } | null;
  /** Where its card is; null before it was posted. */
  readonly thread: { readonly channel: string; readonly ts: string } | null;
}

/** One firing of an alert that became part of an incident; what was held back disturbed nobody. */
export interface DigestFiring {
  readonly name: string;
  readonly fingerprint: string;
  readonly startsAt: Date;
  readonly firstReceivedAt: Date;
  /** Null while it fires. */
  readonly endsAt: Date | null;
  /** What its incident has become part of, or that itself. */
  readonly incidentId: IncidentId;
  readonly isPrivate: boolean;
}

export interface DigestRecords {
  /** Opened within the period; merged ones are part of the other. */
  readonly incidents: readonly DigestIncident[];
  /** First heard of within the period. */
  readonly firings: readonly DigestFiring[];
  /** There were more than could be read; the newest are there. */
  readonly isCut: boolean;
}

export interface Period {
  /** Excluded. */
  readonly from: Date;
  /** Included. */
  readonly to: Date;
}

export interface DigestRepository {
  read(period: Period, filter: ServiceFilter): Promise<DigestRecords>;
  /** Services with an incident or a firing in the period; null is among them when something named none. */
  busy(period: Period): Promise<readonly (string | null)[]>;
}
