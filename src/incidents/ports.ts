/** What the domain needs from outside; storage, clients, jobs and slack implement these. */
import type { AlertId, IncidentId } from '../shared/ids.js';
import type { Series, TimeRange } from '../shared/series.js';
import type { Alert, StoredAlert } from './alert.js';
import type { Change } from './change.js';
import type { Evidence, Observation } from './evidence.js';
import type { GroupingCandidate } from './grouping.js';
import type { Incident, OnCallPerson } from './incident.js';
import type { IncidentRole, RoleAssignment } from './roles.js';
import type { NewTimelineEntry, TimelineEntry, TimelineKind } from './timeline.js';

// ── metrics ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface MetricsAnswer {
  readonly series: readonly Series[];
  /** True when the backend or our limits left something out; the answer is then not complete. */
  readonly isPartial: boolean;
  /** What the backend warned about, and what we cut, in sentences. */
  readonly warnings: readonly string[];
}

/** A Prometheus-compatible backend. Every method throws `UpstreamError` (service `prometheus`) and obeys `signal`. */
export interface MetricsSource {
  /** One value per series at `at` (default: now). */
  queryInstant(query: string, options: { at?: Date; signal?: AbortSignal }): Promise<MetricsAnswer>;
  /** Samples every `stepSeconds` over the range; the step is raised where the backend would refuse so many points. */
  queryRange(
    query: string,
    range: TimeRange,
    options: { stepSeconds: number; signal?: AbortSignal },
  ): Promise<MetricsAnswer>;
  /** Metric names containing `contains` (case-insensitive), at most `limit`. */
  listMetrics(options: {
    contains: string;
    limit: number;
    signal?: AbortSignal;
  }): Promise<{ readonly names: readonly string[]; readonly hasMore: boolean }>;
}

// ── people on call and paging ────────────────────────────────────────────────────────────────────────────────────

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

// ── storage, all inside one transaction ──────────────────────────────────────────────────────────────────────────

export interface AlertRepository {
  /**
   * Stores what a source sent. An episode already known is merged: the newest annotations win, and resolved wins over
   * firing, unless it is told as firing more than five minutes after we last heard of it: then it fires once more.
   * Returns how many rows changed state; repeats change nothing but a count.
   */
  record(alerts: readonly Alert[]): Promise<{ changed: number }>;
  /** Locks and returns episodes whose latest state no workflow has handled yet, oldest first, without `except`. */
  takeUnhandled(limit: number, except: readonly AlertId[]): Promise<readonly StoredAlert[]>;
  markHandled(ids: readonly AlertId[]): Promise<void>;
  assign(id: AlertId, incidentId: IncidentId, reason: string): Promise<void>;
  /** Gives all alerts of one incident to another; returns how many. */
  moveAll(from: IncidentId, to: IncidentId, reason: string): Promise<number>;
  ofIncident(incidentId: IncidentId): Promise<readonly StoredAlert[]>;
  countFiring(incidentId: IncidentId): Promise<number>;
  /** Whether the incident has another alert of this name about the same service. */
  hasLike(incidentId: IncidentId, alert: StoredAlert): Promise<boolean>;
  /** The different `severity` and `priority` labels of those. */
  severityLabelsLike(
    incidentId: IncidentId,
    alert: StoredAlert,
  ): Promise<readonly Readonly<Record<string, string>>[]>;
  /**
   * Ends the other episodes of the same alert that began no later than `at` and still count as firing: their own end was
   * never told, or was told of an episode with another beginning. Returns the incidents they belong to.
   */
  endOthers(alert: StoredAlert, at: Date): Promise<readonly IncidentId[]>;
  /** A later episode of the same alert that was handled already, which makes this one old news. */
  findLater(alert: StoredAlert): Promise<StoredAlert | undefined>;
}

export type NewIncident = Pick<
  Incident,
  'title' | 'severity' | 'service' | 'source' | 'groupKey' | 'startedAt' | 'impact' | 'channel'
>;

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
  /** Of those, in the same order, the ones whose label, title or service contains the text, in whatever case. */
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

export interface TimelineRepository {
  /** A `requestId` may be used once per incident. */
  append(entry: NewTimelineEntry, requestId?: string): Promise<TimelineEntry>;
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

export interface RoleRepository {
  /** Gives the role to a person; whoever had it has it no more. */
  assign(assignment: Omit<RoleAssignment, 'assignedAt'>): Promise<RoleAssignment>;
  /** Takes it away; returns what was, undefined when nobody had it. */
  unassign(incidentId: IncidentId, role: IncidentRole): Promise<RoleAssignment | undefined>;
  /** In the order of `INCIDENT_ROLES`. */
  ofIncident(incidentId: IncidentId): Promise<readonly RoleAssignment[]>;
}

export type Verdict = 'right' | 'wrong';

export interface FeedbackRepository {
  /** Records a person's verdict on an analysis. Returns the one it replaces; undefined when it is the first. */
  give(feedback: {
    readonly investigationId: string;
    readonly incidentId: IncidentId;
    readonly slackUserId: string;
    readonly verdict: Verdict;
  }): Promise<Verdict | undefined>;
  /** Verdicts on one analysis. */
  count(investigationId: string): Promise<Readonly<Record<Verdict, number>>>;
}

export interface EvidenceRepository {
  /** Numbers and stores observations; an identical (kind, query, range, statement) one is returned, not stored twice. */
  add(incidentId: IncidentId, observations: readonly Observation[]): Promise<readonly Evidence[]>;
  list(incidentId: IncidentId): Promise<readonly Evidence[]>;
}

export interface ChangeRepository {
  /** Returns false when it was known already. */
  record(change: Change): Promise<boolean>;
  /** Newest first. `services` empty = all. */
  list(filter: { services: readonly string[]; range: TimeRange; limit: number }): Promise<readonly Change[]>;
}

// ── messages to people ───────────────────────────────────────────────────────────────────────────────────────────

/**
 * A message is a place in Slack that always shows the newest state: `incident_card` is the parent of the thread,
 * `evidence`, `chart` and `proposal` live in the thread and are edited in place, a `note` is said once. A `role_brief`
 * goes to one person, an `answer` to where the question was asked, `home` is a person's Home tab, a `digest` says in one
 * message what many would have said. Rows hold no text: the delivery engine renders the current state when it sends, so
 * that edits coalesce and nothing stale is posted.
 */
export type MessageKind =
  | 'incident_card'
  | 'evidence'
  | 'chart'
  | 'proposal'
  | 'note'
  | 'status_reminder'
  | 'role_brief'
  | 'answer'
  | 'postmortem'
  | 'digest'
  | 'home';

export interface MessageRequest {
  readonly kind: MessageKind;
  /** Null for what is about no incident, or about several. */
  readonly incidentId: IncidentId | null;
  /**
   * What it is about among others of its kind: a proposal, a timeline entry, a chart's key, a role, a question, a person;
   * null for kinds that exist once per incident.
   */
  readonly subjectId: string | null;
  /** Where it goes when that is not the incident's thread; decided when it is first touched. */
  readonly place?: MessagePlace;
}

export interface MessagePlace {
  /** A channel's id or #name, or a person's id for a direct message or a Home tab. */
  readonly channel: string;
  /** Null = not in a thread. */
  readonly threadTs: string | null;
}

/** Said once: an edit would change what people have read already. */
export const SAID_ONCE: readonly MessageKind[] = ['note', 'status_reminder'];

/** Says, inside a transaction, that a message has to be (re-)sent. Sending is somebody else's work, after the commit. */
export interface Notifier {
  touch(message: MessageRequest): Promise<void>;
  /** Id of the channel where it was posted; undefined before that. */
  postedIn(message: MessageRequest): Promise<string | undefined>;
}

/** A claimed message: this process alone may send it until the lease ends. */
export interface ClaimedMessage extends MessageRequest {
  /** Stable name of the message; travels in Slack's message metadata to recognise it again. */
  readonly key: string;
  readonly channel: string;
  /** Where it was posted; null before the first delivery. */
  readonly ts: string | null;
  /** The thread's parent; null for an incident card. Thread messages are claimed only once the parent is posted. */
  readonly threadTs: string | null;
  /** What is being delivered; a newer touch raises it and makes the message due again. */
  readonly version: number;
  /** Failed tries since it was last delivered. */
  readonly attempts: number;
  /** An earlier attempt may have posted without our recording it: look for the key in Slack before posting again. */
  readonly isUncertain: boolean;
  readonly leaseToken: string;
  /** Lower goes first: a decision that somebody waits for. */
  readonly priority: number;
  /** No try of what is being delivered was earlier. */
  readonly wantedAt?: Date;
  /** What the way it is shown remembered; null when nothing was. */
  readonly progress: unknown;
}

export interface MessageQueue {
  /**
   * Claims due messages, decisions before cards before evidence before notes, then oldest first; of an incident's notes
   * only the oldest. Of `fullChannels`, only what somebody waits for is claimed; of `closedChannels`, not even that.
   */
  claim(options: {
    limit: number;
    leaseSeconds: number;
    fullChannels?: readonly string[];
    closedChannels?: readonly string[];
  }): Promise<readonly ClaimedMessage[]>;
  /**
   * Records, before a post leaves, that its outcome is uncertain until `delivered`, and keeps the lease for as long as a
   * post takes. False when the lease is lost.
   */
  markSending(message: ClaimedMessage): Promise<boolean>;
  /** Remembers how far it is shown, when that is certain again, while it is still being shown. */
  saveProgress(message: ClaimedMessage, progress: object): Promise<void>;
  /** `ts` is null for what has no place in history, such as a Home tab. */
  delivered(message: ClaimedMessage, posted: { channel: string; ts: string | null }): Promise<void>;
  /** Gives it back for later. `isCertain` = we know that nothing was posted; `isTry` = count it among `attempts`. */
  retryLater(
    message: ClaimedMessage,
    retry: { inMs: number; error: string; isCertain: boolean; isTry: boolean },
  ): Promise<void>;
  /** Gives up until it is touched again (what it speaks about is gone, nobody helped for a day); kept with its error for people to see. */
  abandon(message: ClaimedMessage, error: string): Promise<void>;
  /** Calls back soon after any message became due; returns how to stop. */
  onDue(callback: () => void): Promise<() => Promise<void>>;
  /** What is wanted and not shown yet, and how long the oldest of it has been waiting. */
  backlog(): Promise<{ readonly count: number; readonly oldestSeconds: number }>;
}

/** What would be too many messages becomes part of another one; nothing is dropped. */
export interface MessageFolding {
  /**
   * Where more than `max` messages wait for one channel, its notes and charts become part of the channel's digest; a new
   * digest begins every `digestSeconds`. Returns how many were folded.
   */
  foldOverflow(options: { max: number; digestSeconds: number }): Promise<number>;
  /** Later notes of its incident that wait too, at most `max`, become part of this one, which may not have left yet. */
  foldNotes(message: ClaimedMessage, max: number): Promise<void>;
  /** What became part of a message, oldest first. */
  foldedInto(message: MessageRequest): Promise<readonly MessageRequest[]>;
}

/** Files that Slack has, by our own names for their content. */
export interface SlackFiles {
  find(key: string): Promise<string | undefined>;
  remember(key: string, fileId: string): Promise<void>;
  forget(key: string): Promise<void>;
}

/** Tells the people that a paging system reached something they would otherwise read in Slack. */
export interface PagingNotes {
  /** Adds a note to an incident there; one whose first line is there already is not added again. Throws `UpstreamError`. */
  addNote(id: string, text: string, signal?: AbortSignal): Promise<void>;
}
