import type { OnCallPerson, Severity } from '../incident.js';
import type { ListedPaged, PagedIncident, PagedSummary } from '../paging/paged-incident.js';

/** Who carries the pager, and the paging system's own copy of the incident. Throws `UpstreamError` (`pagerduty`). */
export interface PagingSystem extends PagingNotes {
  /** People on call for a service by its id in the paging system; empty when nobody is. */
  onCall(serviceId: string, signal?: AbortSignal): Promise<readonly OnCallPerson[]>;
  /** Creates the incident, or finds the open one with the same key. Returns its id there. */
  createIncident(
    incident: { key: string; title: string; details: string; serviceId: string; severity: Severity },
    signal?: AbortSignal,
  ): Promise<string>;
  /** As it is now, notes included. */
  read(id: string, signal?: AbortSignal): Promise<PagedIncident>;
  /**
   * Changes what is given. A status that it has already, or is beyond, is fine; a severity that the account has no priority
   * for changes nothing. Safe to repeat. Returns what it is then.
   */
  change(
    id: string,
    to: {
      readonly status?: 'acknowledged' | 'resolved';
      readonly severity?: Severity;
      readonly title?: string;
    },
    signal?: AbortSignal,
  ): Promise<PagedSummary>;
  /** To high urgency, which pages whoever is on call by the rules for that, whatever its severity says. Safe to repeat. */
  raiseUrgency(id: string, signal?: AbortSignal): Promise<void>;
  /** Those that are not resolved, of these services. */
  listOpen(serviceIds: readonly string[], signal?: AbortSignal): Promise<readonly ListedPaged[]>;
  /** As the list would tell it, whatever its status. */
  readSummary(id: string, signal?: AbortSignal): Promise<ListedPaged>;
  /** Address of a person there; null when it is not known. */
  emailOf(personId: string, signal?: AbortSignal): Promise<string | null>;
}

/** Tells the people that a paging system reached something they would otherwise read in Slack. */
export interface PagingNotes {
  /** Adds a note to an incident there; one whose first line is there already is not added again. Throws `UpstreamError`. */
  addNote(id: string, text: string, signal?: AbortSignal): Promise<void>;
}
