/** What is stored that shares a question's words, for questions that fit no topic. Pure. */
import type { IncidentFacts } from '../answer-input.js';
import { meaningfulWords } from './topic.js';
import { clock, withId } from './wording.js';

/** Evidence and entries that share the question's words. */
export function search({ known, timeline }: IncidentFacts, question: string): string[] {
  const words = meaningfulWords(question);
  const stems = words.map((word) => word.replace(/(?:ions?|ings?|e?s|ed)$/, ''));
  // `ping` is not in `shipping`.
  const score = (text: string) => {
    const lower = text.toLowerCase().split(/[^\p{L}\d_]+/u);
    return stems.filter((stem) => lower.some((word) => stem !== '' && word.startsWith(stem))).length;
  };
  const found = [
    ...known.evidence.map((item) => ({ score: score(`${item.statement} ${item.why}`), line: withId(item) })),
    ...timeline
      .filter(({ kind }) => kind === 'note' || kind === 'status.updated')
      .map(({ at, text }) => ({ score: score(text), line: `${clock(at)} ${text}` })),
  ]
    .filter((one) => one.score > 0)
    .sort((a, b) => b.score - a.score);
  if (found.length === 0) return [];
  return [`What is stored about that:`, ...found.map(({ line }) => line)];
}
