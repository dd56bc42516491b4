import type { IncidentId, StormId } from '../../shared/ids.js';
import type { GroupingCandidate } from '../grouping/candidate.js';
import type { Incident } from '../incident.js';

type NewIncident = Pick<
  Incident,
  'title' | 'severity' | 'service' | 'source' | 'groupKey' | 'startedAt' | 'impact' | 'channel'
> &
  Partial<Pick<Incident, 'isPrivate'>>;

/** Incidents as they are now, inside the caller's transaction. */
export interface IncidentRepository {
  /** Opens an incident. */
  create(incident: NewIncident): Promise<Incident>;
  get(id: IncidentId): Promise<Incident | undefined>;
  getByNumber(number: number): Promise<Incident | undefined>;
  /**
   * Incidents that a person resolved within the last day, but longer ago than this, whose alerts still fire and of which
   * nobody has been told since.
   */
  resolvedButFiring(olderThanSeconds: number): Promise<readonly IncidentId[]>;
  /** Incidents whose sleep has ended, the longest ago first. */
  wakeable(): Promise<readonly IncidentId[]>;
  /** Incidents that wait for a status update whose time has passed, the longest ago first. */
  updatesDue(): Promise<readonly IncidentId[]>;
  /** The newest incident opened for a group, whatever its status. */
  findByGroup(groupKey: string): Promise<Incident | undefined>;
  /** Reads and locks the row until the transaction ends, so that two writers decide one after the other. */
  lock(id: IncidentId): Promise<Incident | undefined>;
  /** Serialises everybody who is about to open or extend an incident, until the transaction ends. */
  lockGrouping(): Promise<void>;
  save(incident: Incident): Promise<void>;
  /** Unresolved incidents, highest impact first, then oldest; snoozed ones last. */
  listActive(limit: number): Promise<readonly Incident[]>;
  /** Those of one storm, in the same order. */
  listOfStorm(stormId: StormId, limit: number): Promise<readonly Incident[]>;
  /** Of the active ones, in the same order, those that a language model may see. */
  listForModels(limit: number): Promise<readonly Incident[]>;
  /** Resolved incidents that a language model may see, the last one first. */
  listResolvedForModels(limit: number): Promise<readonly Incident[]>;
  /** Those of these numbers that are private now, or part of an incident that is. */
  privateAmong(numbers: readonly number[]): Promise<ReadonlySet<number>>;
  /** Of the active ones, in the same order, those whose label, title or service contains the text, in whatever case. */
  searchActive(text: string, limit: number): Promise<readonly Incident[]>;
  /** Resolved incidents, the last one first; of one channel alone when it is given. */
  listResolved(limit: number, channel: string | null): Promise<readonly Incident[]>;
  /** Number of unresolved incidents. */
  countActive(): Promise<number>;
  /** The unresolved incident with this group key; there is at most one. */
  findActiveInGroup(groupKey: string): Promise<Incident | undefined>;
  /** Unresolved incidents of these services, opened longer ago, that the paging system does not know. */
  unpaged(services: readonly string[], olderThanSeconds: number): Promise<readonly IncidentId[]>;
  /**
   * Incidents as grouping sees them, newest first: unresolved ones, and those that their source resolved within the last
   * ten minutes, because an alert may be told after the end of the trouble it belongs to.
   */
  groupingCandidates(limit: number): Promise<readonly GroupingCandidate[]>;
  /** The newest incident resolved since `since` that held an episode of this very alert. */
  findResolvedWith(
    alert: { source: string; fingerprint: string },
    since: Date,
  ): Promise<Incident | undefined>;
}
