/**
 * The answer to a question, while it grows and when it is done. Its text may be a model's: a small, safe part of Markdown
 * is understood (bold, italic, code, lists, code blocks) and everything else is shown as text. Nothing in it can link,
 * mention or embed.
 */
import type { Question } from '../../../incidents/question.js';
import { incidentLabel } from '../../../incidents/incident.js';
import { COMMAND } from '../../ids.js';
import {
  bold,
  context,
  glue,
  italic,
  paragraph,
  personSpan,
  type Block,
  type MessageContent,
  type Span,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { cleanText, escapeMarkdown, escapeMrkdwn } from '../kit/escape.js';
import { parseMarkdown, withoutLinks } from '../kit/markdown.js';

const MAX_QUESTION = 300;
const MAX_SOURCES = 4;
const MAX_ANSWER = 12_000;
/** Slack takes 12,000 characters of Markdown. */
const STREAMED = 10_000;
const WORKING = 'Looking…';
const FAILED = `I could not answer this. ${COMMAND} catchup and ${COMMAND} show tell what is known.`;

export function buildAnswer(question: Question): MessageContent {
  const { answer, status, note } = question;
  const isDone = isFinished(status);
  const blocks: Block[] = [
    paragraph(heading(question)),
    ...(answer.trim() === ''
      ? [paragraph([isDone ? glue(FAILED) : italic(note ?? WORKING)])]
      : parseMarkdown(answer, question.people)),
    ...footer(question, isDone),
  ];
  // One line, for notifications: points of a list would run into each other.
  const points = withoutLinks(answer).replace(/(:?)\n\s*[-*•]\s+/g, (_, colon: string) =>
    colon === '' ? ' · ' : ': ',
  );
  const first = cleanText(points.replace(/[*_`#>]/g, ''), { max: 300 });
  return fitMessage({
    text:
      first === ''
        ? `${isDone ? 'No answer to' : 'Looking into'}: ${escapeMrkdwn(question.question, 150)}`
        : escapeMrkdwn(first, 300),
    blocks,
  });
}

/** The answer as Markdown for Slack's own Markdown places, such as a stream: nothing in it comes to life but its people. */
export function buildAnswerMarkdown({
  answer,
  people,
  status,
}: Pick<Question, 'answer' | 'people'> & Partial<Pick<Question, 'status'>>): string {
  // What was shown of it may have to give way: a finished answer always says something.
  if (answer.trim() === '') return isFinished(status) ? FAILED : '';
  // Invisible characters go first: a link could hide in halves that join when they are taken out.
  const safe = escapeMarkdown(
    withoutLinks(cleanText(answer, { max: MAX_ANSWER, multiline: true })),
    STREAMED,
  );
  return safe.replace(/@([UW][A-Z0-9]{2,30})(?![A-Za-z0-9])/g, (marked, id: string) =>
    people.includes(id) ? `<@${id}>` : marked,
  );
}

const isFinished = (status: Question['status'] | undefined) => status === 'answered' || status === 'failed';

function heading({ askedBy, question, incidentNumber }: Question): Span[] {
  return [
    personSpan(askedBy),
    glue(' asked'),
    ...(incidentNumber === null ? [] : [glue(` about ${incidentLabel({ number: incidentNumber })}`)]),
    glue(': '),
    bold(question, MAX_QUESTION),
  ];
}

function footer({ status, note, answer, sources: all }: Question, isDone: boolean): Block[] {
  // What the answer quotes in full need not be said twice.
  const sources = all.filter(({ statement }) => !answer.includes(statement));
  const lines = [
    ...(!isDone && answer.trim() !== '' ? [escapeMrkdwn(note ?? WORKING, 200)] : []),
    ...sources
      .slice(0, MAX_SOURCES)
      .map(({ id, statement }) => `${escapeMrkdwn(id, 10)} ${escapeMrkdwn(statement, 160)}`),
    ...(sources.length > MAX_SOURCES ? [`… and ${sources.length - MAX_SOURCES} more in the thread`] : []),
    ...(isDone && note !== null ? [escapeMrkdwn(note, 300)] : []),
    ...(status === 'answered' && note === null ? ['Check before you act; nothing was changed.'] : []),
  ].filter((line) => line.trim() !== '');
  return lines.length === 0 ? [] : [context(...lines)];
}
