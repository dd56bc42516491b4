/** What happened when. */
import type { AnswerInput, IncidentFacts } from '../../answer-input.js';
import { isIn, type TimeRange } from '../../time-range.js';
import { ago, clock, MAX_LINES } from '../wording.js';

export function answerTimeline(
  { timeline, known: { incident } }: IncidentFacts,
  { context }: AnswerInput,
  time: TimeRange | undefined,
): readonly string[] {
  const telling = timeline.filter(
    ({ kind }) => kind !== 'alert.firing' && kind !== 'feedback.given' && kind !== 'question.answered',
  );
  const within = time ? telling.filter(({ at }) => isIn(time, at)) : telling;
  const asked = time
    ? [within.length === 0 ? `Nothing is on record ${time.words}.` : `What happened ${time.words}:`]
    : [];
  return [
    ...asked,
    `It began at ${clock(incident.startedAt)}, ${ago(incident.startedAt, context.now)}, and is ${incident.status}.`,
    ...within.slice(-(MAX_LINES - 1 - asked.length)).map(({ at, text }) => `${clock(at)} ${text}`),
  ];
}
