/** What happened when. */
import type { AnswerInput, IncidentFacts } from '../../answer-input.js';
import { ago, clock, MAX_LINES } from '../wording.js';

export function answerTimeline(
  { timeline, known: { incident } }: IncidentFacts,
  { context }: AnswerInput,
): readonly string[] {
  const telling = timeline.filter(
    ({ kind }) => kind !== 'alert.firing' && kind !== 'feedback.given' && kind !== 'question.answered',
  );
  return [
    `It began at ${clock(incident.startedAt)}, ${ago(incident.startedAt, context.now)}, and is ${incident.status}.`,
    ...telling.slice(-(MAX_LINES - 1)).map(({ at, text }) => `${clock(at)} ${text}`),
  ];
}
