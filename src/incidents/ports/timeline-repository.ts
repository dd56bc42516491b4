import type { IncidentId } from '../../shared/ids.js';
import type { NewTimelineEntry, TimelineEntry, TimelineKind } from '../timeline.js';

/** What happened in an incident, inside the caller's transaction; only added to. */
export interface TimelineRepository {
  /** A `requestId` may be used once per incident. */
  append(entry: NewTimelineEntry, requestId?: string): Promise<TimelineEntry>;
  /** In this order. */
  appendAll(entries: readonly NewTimelineEntry[]): Promise<void>;
  /** The entry that a request has made already; undefined when it is new. */
  ofRequest(incidentId: IncidentId, requestId: string): Promise<TimelineEntry | undefined>;
  /**
   * Puts a message of Slack on it with the time it was written; `message` names it. Undefined when the incident's timeline
   * has it already.
   */
  appendMessage(entry: NewTimelineEntry & { at: Date; message: string }): Promise<TimelineEntry | undefined>;
  get(id: number): Promise<TimelineEntry | undefined>;
  /** The one of this kind that was written down last. */
  last(incidentId: IncidentId, kind: TimelineKind): Promise<TimelineEntry | undefined>;
  /** Oldest first; at most `limit`, those written down last. */
  list(incidentId: IncidentId, limit: number): Promise<readonly TimelineEntry[]>;
}
