import type { OnCallPerson } from '../incident.js';

/** Who carries the pager, and the paging system's own copy of the incident. Throws `UpstreamError` (`pagerduty`). */
export interface PagingSystem {
  /** People on call for a service by its id in the paging system; empty when nobody is. */
  onCall(serviceId: string, signal?: AbortSignal): Promise<readonly OnCallPerson[]>;
  /** Creates the incident, or finds the open one with the same key. Returns its id there. */
  createIncident(
    incident: { key: string; title: string; details: string; serviceId: string; isUrgent: boolean },
    signal?: AbortSignal,
  ): Promise<string>;
  acknowledge(id: string, signal?: AbortSignal): Promise<void>;
  resolve(id: string, signal?: AbortSignal): Promise<void>;
  /** Current state there. */
  status(id: string, signal?: AbortSignal): Promise<'triggered' | 'acknowledged' | 'resolved'>;
}

/** Tells the people that a paging system reached something they would otherwise read in Slack. */
export interface PagingNotes {
  /** Adds a note to an incident there; one whose first line is there already is not added again. Throws `UpstreamError`. */
  addNote(id: string, text: string, signal?: AbortSignal): Promise<void>;
}
