/** The answer to a question: it grows as it is worked out, where the question was asked. */
import { buildAnswer, buildAnswerMarkdown } from '../../blocks/answers/answer.js';
import type { Question } from '../../../incidents/question.js';
import type { StreamTask } from '../rendered.js';
import type { Renderer } from './renderer.js';

export const renderAnswer: Renderer = async ({ subjectId }, { useCases }) => {
  const question = subjectId === null ? undefined : await useCases.readQuestion?.(subjectId);
  if (!question) return null;
  const isFinished = question.status === 'answered' || question.status === 'failed';
  const content = buildAnswer(question);
  return {
    ...content,
    notBefore: question.askedAt,
    way: {
      kind: 'stream',
      markdown: buildAnswerMarkdown(question),
      isFinished,
      tasks: tasksOf(question, isFinished),
      recipient: question.askedBy,
      // What it rests on.
      closing: content.blocks.filter(({ type }) => type === 'context'),
    },
  };
};

/** What was still under way when the answer ended has ended with it. */
function tasksOf({ steps, status }: Question, isFinished: boolean): StreamTask[] {
  const ended = status === 'failed' ? 'error' : 'complete';
  return steps.map((step) => ({
    ...step,
    status: isFinished && step.status === 'in_progress' ? ended : step.status,
  }));
}
