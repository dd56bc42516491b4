/** What a piece of evidence says, by its number. */
import { cut, oneLine } from '../../../../shared/text.js';
import { citedIn, type AnswerInput, type IncidentFacts } from '../../answer-input.js';

export function answerEvidence({ known }: IncidentFacts, { question }: AnswerInput): readonly string[] {
  const wanted = new Set(citedIn(question.toUpperCase()));
  const found = known.evidence.filter(({ id }) => wanted.has(id));
  if (found.length === 0) {
    const last = known.evidence.at(-1)?.id;
    return [
      `There is no ${[...wanted].join(', ')} here. ${last ? `The evidence goes from \`E1\` to \`${last}\`.` : 'No evidence has been gathered yet.'}`,
    ];
  }
  return found.flatMap((item) => [
    `${item.id}: ${item.statement}`,
    item.why,
    ...(item.query === null ? [] : [`Query: \`${cut(oneLine(item.query).replaceAll('`', "'"), 200)}\``]),
  ]);
}
