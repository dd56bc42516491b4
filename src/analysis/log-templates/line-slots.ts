/**
 * A log line as a form with slots: `took 31 ms, status=200` has the words `took`, `31`, `ms`, `status`, `200`, and blanks,
 * commas and the like between them. Lines of one place in the code have the same form.
 */

export interface SlottedLine {
  /** What stands between the words, the same for all lines of a form. */
  readonly form: string;
  /** One more than words. */
  readonly gaps: readonly string[];
  readonly words: readonly string[];
}

/** Stands for a time; a word of its own. */
export const TIME = '\u0001';

/** ISO 8601 and its relatives, a time of day, `Nov 20 03:12:04`, and Unix time in seconds to nanoseconds. */
const TIMES =
  /\d{4}[-/.]\d\d[-/.]\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?|(?:[A-Z][a-z]{2} [ \d]\d )?\d\d:\d\d:\d\d(?:[.,]\d+)?Z?|(?<![\w.-])1[5-9]\d{8}(?:\.\d+|\d{3}|\d{6}|\d{9})?(?![\w.-])/g;
const GAP = /([\s"'`=,;:()[\]{}<>|\\]+)/;
/** Beyond this a line is a dump, and its slots are chance. */
const MAX_LENGTH = 1_000;

export function splitIntoSlots(line: string): SlottedLine {
  const parts = line.slice(0, MAX_LENGTH).replaceAll(TIMES, TIME).split(GAP);
  const words: string[] = [];
  const gaps: string[] = [];
  // Words and gaps alternate; a line that begins with a gap begins with an empty word.
  for (let index = 0; index < parts.length; index += 2) {
    words.push(parts[index] ?? '');
    if (index + 1 < parts.length) gaps.push((parts[index + 1] ?? '').replaceAll(/\s+/g, ' '));
  }
  return { form: gaps.join('\u0002'), gaps, words };
}
