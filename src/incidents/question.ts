/** A question that somebody asked, and its answer, which grows while it is worked out. */
import type { MessagePlace } from './ports/message.js';
import type { IncidentId } from '../shared/ids.js';

export type QuestionStatus = 'asked' | 'answering' | 'answered' | 'failed';

/** A piece of evidence that an answer rests on, as it was then. */
interface AnswerSource {
  /** `E7`. */
  readonly id: string;
  readonly statement: string;
}

export interface Question {
  readonly id: string;
  /** Null when it is about no incident in particular. */
  readonly incidentId: IncidentId | null;
  /** The number people say aloud; null without an incident. */
  readonly incidentNumber: number | null;
  /** Slack user id. */
  readonly askedBy: string;
  /** Untrusted, as typed. */
  readonly question: string;
  /** So far. Simple Markdown, possibly a model's: whoever renders it makes it safe. */
  readonly answer: string;
  readonly status: QuestionStatus;
  /** For people: what is being looked at while it is worked out; afterwards what limited the answer. */
  readonly note: string | null;
  readonly steps: readonly QuestionStep[];
  readonly sources: readonly AnswerSource[];
  /** Slack user ids that the answer may name: people of the incident, never whatever stands in a text. */
  readonly people: readonly string[];
  readonly askedAt: Date;
  readonly answeredAt: Date | null;
}

/** What is looked at to answer it. */
export interface QuestionStep {
  readonly id: string;
  /** Our own words: "Searching the logs of checkout". */
  readonly title: string;
  readonly status: 'in_progress' | 'complete' | 'error';
  /** What came of it, such as `E41`; empty when there is nothing to say. */
  readonly output: string;
}

interface NewQuestion {
  /** The same for every redelivery. */
  readonly requestId: string;
  readonly incidentId: IncidentId | null;
  readonly askedBy: string;
  readonly question: string;
}

export interface QuestionRepository {
  /** Stores it; the same request again returns what is stored, `isNew` false. */
  ask(question: NewQuestion): Promise<{ question: Question; isNew: boolean }>;
  get(id: string): Promise<Question | undefined>;
  /** Whether its answer is shown anywhere else than in the incident's thread. */
  isElsewhere(id: string): Promise<boolean>;
  /** The newest few of an incident, oldest first. */
  ofIncident(incidentId: IncidentId, limit: number): Promise<readonly Question[]>;
  /**
   * Answered questions that were asked before this one in the same conversation: the same thread, or direct messages with
   * the same person within an hour. The newest few, oldest first. Those about another private incident are left out.
   */
  before(id: string, limit: number): Promise<readonly Question[]>;
  /** The incident that this person's last question in this place was about, within the last hour. */
  lastAbout(askedBy: string, place: MessagePlace): Promise<IncidentId | undefined>;
  /** How many this person asked within the last so many seconds, and when the oldest of them was. */
  recent(askedBy: string, withinSeconds: number): Promise<{ count: number; oldest: Date | null }>;
  /** The answer so far; false when it is finished already. */
  grow(id: string, progress: Pick<Question, 'answer' | 'note' | 'steps'>): Promise<boolean>;
  /** Compare-and-set: ends it once; false when it had ended before. */
  finish(
    id: string,
    outcome: Pick<Question, 'answer' | 'note' | 'steps' | 'sources' | 'people'> & {
      status: 'answered' | 'failed';
    },
  ): Promise<boolean>;
  /** Ids of questions asked longer ago than this that nobody has answered: their job must have died. */
  forgotten(olderThanSeconds: number): Promise<readonly string[]>;
}
