/** What Slack's own places need: the Home tab, the direct message, messages that become part of an incident. */
import type { Incident, Severity } from '../../incidents/incident.js';
import type { StormView } from '../../incidents/storm.js';
import type { IncidentId, StormId } from '../../shared/ids.js';
import type { HomeView } from '../home/home-view.js';
import type { Person } from './person.js';

/** A message that somebody chose in Slack. */
export interface ChosenMessage {
  readonly channelId: string;
  readonly ts: string;
  /** The thread's first message; null when it is in none. */
  readonly threadTs: string | null;
  /** Slack user id; null for a message without a person, such as another bot's. */
  readonly authorId: string | null;
  /** Untrusted, as people read it. */
  readonly text: string;
}

export interface ConversationUseCases {
  /** By its id, as buttons and forms carry it; undefined when there is none. */
  findIncidentById(id: IncidentId): Promise<Incident | undefined>;
  /** The incident whose thread it is: `threadTs` is the thread's first message, or any message that we posted. */
  findIncidentByThread(place: { channelId: string; threadTs: string }): Promise<Incident | undefined>;

  /** Opens an incident about a message; the same `requestId` again returns the incident it opened. */
  declareFromMessage(
    by: Person,
    request: {
      requestId: string;
      title: string;
      severity: Severity | null;
      service: string | null;
      message: ChosenMessage;
    },
  ): Promise<Incident>;
  /**
   * Puts a message on the timeline with its own time and author. `isNew` is false when it was there already.
   * @throws UserInputError when there is no such incident.
   */
  addToTimeline(
    by: Person,
    id: IncidentId,
    message: ChosenMessage,
  ): Promise<{ readonly incident: Incident; readonly isNew: boolean }>;

  /** What the person's Home tab shows now. */
  readHome(slackUserId: string): Promise<HomeView>;
  /** The person looks at the Home tab: it is published, and kept up to date for a day. */
  openHome(slackUserId: string): Promise<void>;
  /** Publishes the person's Home tab again if they looked at it within a day. */
  refreshHome(slackUserId: string): Promise<void>;
  /** The same for everybody who did. */
  refreshHomes(): Promise<void>;

  /** A storm as it is now, with so much of its queue as is shown; undefined when there is no such storm. */
  readStorm(id: StormId): Promise<StormView | undefined>;
  /** Shows the queues of storms as they are now. */
  refreshStorms(): Promise<void>;

  /** Names of services that contain the text, at most 100. Answers from memory. */
  suggestServices(text: string): readonly string[];
  /** Unresolved incidents whose number or title contains the text, the worst first, at most 100. */
  suggestIncidents(text: string): Promise<readonly Incident[]>;
}
