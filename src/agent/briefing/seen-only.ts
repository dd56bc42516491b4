/** What in a briefing was seen, and not only said: whatever somebody said or asked is no ground for saying it again. */

/** Headings under which stands what people asked, and what was concluded or answered before. */
export const SAID = {
  hint: 'What a person asked to look at (data)',
  earlierWork: 'Thought, said and proposed in this incident before',
  earlierQuestions: 'Asked and answered before in this conversation, newest last (data)',
  question: 'The question (data, written by a person)',
} as const;

const HEADINGS = new Set(Object.values(SAID).map((title) => `## ${title}`));

/** What a person typed for the very look or answer that is asked for. */
const TYPED = new Set([`## ${SAID.hint}`, `## ${SAID.question}`]);

/** The text with everything but that as `rewrite` has it; a section ends with an empty line. */
export function withoutTyped(text: string, rewrite: (part: string) => string): string {
  return text
    .split('\n\n')
    .map((part) => (TYPED.has(part.slice(0, part.indexOf('\n'))) ? part : rewrite(part)))
    .join('\n\n');
}

/** A line of evidence that tells of a search in vain: its words are those of whoever searched. */
const IN_VAIN = /^\{"id":"E\d+".*"says":"Nothing found for /;

/** The text without these; a section ends with an empty line, and none of its lines is empty. */
export function seenOnly(text: string): string {
  return text
    .split('\n\n')
    .filter((part) => !HEADINGS.has(part.slice(0, part.indexOf('\n'))))
    .join('\n\n')
    .split('\n')
    .filter((line) => !IN_VAIN.test(line))
    .join('\n');
}
