import type { IncidentId } from '../../shared/ids.js';

/** A resolved incident, as much of it as is needed to recognise another one by it. */
export interface ResolvedIncident {
  readonly id: IncidentId;
  readonly number: number;
  readonly startedAt: Date;
  /** Its own first, then those of its alerts, each once. */
  readonly services: readonly string[];
  /** Its alerts, each name of a service once. */
  readonly alerts: readonly { readonly name: string; readonly service: string | null }[];
  /** Log templates that were new or surging. */
  readonly templates: readonly string[];
  /** The last analysis's; null when it found none. */
  readonly cause: { readonly service: string | null; readonly mechanism: string } | null;
  /** What people said at its end that it was. */
  readonly confirmedCause: string | null;
  /** The last fix that was approved, run and verified. */
  readonly verifiedFix: { readonly title: string; readonly runbookId: string | null } | null;
  /** What people said at its end that had helped. */
  readonly saidFix: string | null;
  /** Where its thread begins in Slack; null when it was never posted. */
  readonly thread: { readonly channel: string; readonly ts: string } | null;
}

export interface PastIncidents {
  /**
   * Those resolved within a year, the last one first; without `except`, without those that became part of another
   * incident, and without private ones, because what is found here is told to models too.
   */
  resolved(except: IncidentId, limit: number): Promise<readonly ResolvedIncident[]>;
}
