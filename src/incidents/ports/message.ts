import type { IncidentId } from '../../shared/ids.js';

/**
 * A message is a place in Slack that always shows the newest state: `incident_card` is the parent of the thread,
 * `evidence`, `chart`, `proposal` and `same_cause` live in the thread and are edited in place, a `note` is said once. A `role_brief`
 * goes to one person, an `answer` to where the question was asked, `home` is a person's Home tab, a `digest` says in one
 * message what many would have said, a `storm_card` is the queue of many incidents, an `audit_anchor` is the head of the audit
 * log, a `weekly_digest` tells a team how its week went. Rows hold no text: the delivery engine renders the current state when
 * it sends, so that edits coalesce and nothing stale is posted.
 */
export type MessageKind =
  | 'incident_card'
  | 'evidence'
  | 'chart'
  | 'proposal'
  | 'same_cause'
  | 'note'
  | 'status_reminder'
  | 'role_brief'
  | 'answer'
  | 'postmortem'
  | 'digest'
  | 'storm_card'
  | 'audit_anchor'
  | 'weekly_digest'
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
export const SAID_ONCE: readonly MessageKind[] = ['note', 'status_reminder', 'audit_anchor', 'weekly_digest'];

/** Says, inside a transaction, that a message has to be (re-)sent. Sending is somebody else's work, after the commit. */
export interface Notifier {
  touch(message: MessageRequest): Promise<void>;
  touchAll(messages: readonly MessageRequest[]): Promise<void>;
  /**
   * For what changes all the time and nobody waits for, such as how many alerts there are: shown at once where it was calm,
   * else as soon as it is, and at the latest after a while.
   */
  freshenAll(messages: readonly MessageRequest[]): Promise<void>;
  /** Id of the channel where it was posted; undefined before that. */
  postedIn(message: MessageRequest): Promise<string | undefined>;
}
