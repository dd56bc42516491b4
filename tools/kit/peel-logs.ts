/**
 * Reads what is unusual out of more lines than can be read: what a sample shows to be usual is excluded in the question, so
 * that the store sends what is left. Whatever the size of the log, that is little.
 */
import { learnUsualLines, type UsualLines } from '../../src/analysis/log-templates/usual-lines.js';
import type { LogAnswer } from '../../src/incidents/ports/log-source.js';
import { UpstreamError } from '../../src/shared/errors.js';
import { excludeLines } from './log-query.js';

/** Each learns from what the one before left over; more hardly find anything, and take their time. */
const MAX_ROUNDS = 4;
/** Of the patterns in one question: gateways refuse addresses of more than 8 KB, and escaping makes them longer. */
const MAX_PATTERN_CHARS = 3_500;

export interface Peeled {
  /** Lines unlike the usual ones: of before and of now. */
  readonly rest: readonly [LogAnswer, LogAnswer];
  readonly usual: UsualLines;
}

/** `read` asks for both windows with a filter; undefined when nothing is frequent enough to be left out. */
export async function peelLogs(
  sample: readonly [LogAnswer, LogAnswer],
  read: (filter: string) => Promise<readonly [LogAnswer, LogAnswer]>,
): Promise<Peeled | undefined> {
  // A line that comes in every answer must not look frequent.
  const known = new Map(sample.flatMap(keyed));
  const patterns: string[] = [];
  let latest = textsOf(sample);
  let peeled: Peeled | undefined;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (!choosePatterns(learnUsualLines(latest), patterns)) break;
    let rest: readonly [LogAnswer, LogAnswer];
    try {
      rest = await read(excludeLines(patterns));
    } catch (error) {
      // A store that refuses so long a question must not cost what is known already.
      if (error instanceof UpstreamError) break;
      throw error;
    }
    latest = textsOf(rest);
    for (const [key, text] of rest.flatMap(keyed)) known.set(key, text);
    peeled = { rest, usual: learnUsualLines([...known.values()]) };
    if (rest.every(({ isPartial }) => !isPartial)) break;
  }
  return peeled;
}

const keyed = ({ lines }: LogAnswer) => lines.map(({ time, text }) => [`${time} ${text}`, text] as const);

const textsOf = (answers: readonly LogAnswer[]): string[] =>
  answers.flatMap(({ lines }) => lines.map(({ text }) => text));

/** The most frequent first, as many as there is room for; false when none is left. */
function choosePatterns({ kinds }: UsualLines, chosen: string[]): boolean {
  let room = MAX_PATTERN_CHARS - chosen.reduce((sum, { length }) => sum + length + 1, 0);
  const before = chosen.length;
  for (const { pattern } of kinds) {
    if (chosen.includes(pattern) || pattern.length + 1 > room) continue;
    chosen.push(pattern);
    room -= pattern.length + 1;
  }
  return chosen.length > before;
}
