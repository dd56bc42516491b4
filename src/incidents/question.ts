/** A question that somebody asked, and its answer, which grows while it is worked out. */
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
  readonly sources: readonly AnswerSource[];
  /** Slack user ids that the answer may name: people of the incident, never whatever stands in a text. */
  readonly people: readonly string[];
  readonly askedAt: Date;
  readonly answeredAt: Date | null;
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
  /** How many this person asked within the last so many seconds, and when the oldest of them was. */
  recent(askedBy: string, withinSeconds: number): Promise<{ count: number; oldest: Date | null }>;
  /** The answer so far; false when it is finished already. */
  grow(id: string, progress: { answer: string; note: string | null }): Promise<boolean>;
  /** Compare-and-set: ends it once; false when it had ended before. */
  finish(
    id: string,
    outcome: Pick<Question, 'answer' | 'note' | 'sources' | 'people'> & { status: 'answered' | 'failed' },
  ): Promise<boolean>;
  /** Ids of questions asked longer ago than this that nobody has answered: their job must have died. */
  forgotten(olderThanSeconds: number): Promise<readonly string[]>;
}
