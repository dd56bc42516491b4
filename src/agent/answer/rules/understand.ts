/** What a question means in its conversation: half a sentence goes on from the question before it. Pure. */
import type { AnswerInput } from '../answer-input.js';
import { timeRangeIn, type TimeRange } from '../time-range.js';
import { isFollowUp, isOverall, nameIn, topicOf, type Topic } from './topic.js';

export interface Understood {
  /** Its question names the service that is meant, where that is known. */
  readonly input: AnswerInput;
  readonly topic: Topic | undefined;
  /** The time that it asks about; undefined when it says nothing of one. */
  readonly time: TimeRange | undefined;
}

/** "And payments?" after a question about changes asks for the changes of payments; "since when?" keeps the service. */
export function understand(input: AnswerInput): Understood {
  const { question, earlier, context } = input;
  const last = isFollowUp(question) ? earlier.at(-1) : undefined;
  const names = context.catalog.list().map(({ name }) => name);
  const named = last && nameIn(question, names) === undefined ? nameIn(last.question, names) : undefined;
  const topic = topicOf(question) ?? (last && !isOverall(question) ? topicOf(last.question) : undefined);
  const meant = named === undefined ? question : `${question} ${named}`;
  return {
    input: { ...input, question: meant },
    topic,
    time: timeMeant(input, question) ?? (last && timeMeant(input, last.question)),
  };
}

/** In the time of the incident, where there is one. */
export function timeMeant(
  { about, changes, context: { now } }: Pick<AnswerInput, 'about' | 'changes' | 'context'>,
  question: string,
): TimeRange | undefined {
  const startedAt = about?.known.incident.startedAt ?? null;
  const before = changes.map(({ at }) => at).filter((at) => at <= (startedAt ?? now));
  const changedAt = before.length === 0 ? null : new Date(Math.max(...before.map((at) => at.getTime())));
  return timeRangeIn(question, { now, startedAt, changedAt });
}
