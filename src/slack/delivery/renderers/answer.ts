/** The answer to a question: it grows as it is worked out, where the question was asked. */
import { buildAnswer, buildAnswerMarkdown } from '../../blocks/answers/answer.js';
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
      recipient: question.askedBy,
      // What it rests on.
      closing: content.blocks.filter(({ type }) => type === 'context'),
    },
  };
};
