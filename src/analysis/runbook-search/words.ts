/** Text as it is compared: identifiers taken apart and kept whole, endings cut off, words that tell nothing left out. */

/** Words in every question and every page. "not" is none of them: what is not ready is the opposite of what is. */
const STOP_WORDS = new Set(
  (
    'a about after all an and any are as at be been before but by can do does for from had has have how if in into is it its ' +
    'more most no of on or other our out over since so some such than that the their them then there these they this to ' +
    'too under was we were what when where which while who why will with within without you your'
  ).split(' '),
);

/** A word as it is compared, beside how it was written. */
export interface Word {
  readonly stem: string;
  readonly written: string;
}

/** The words of each sentence, table cell or list item: only words of one of these are beside each other. */
export function sentencesOf(text: string): readonly (readonly Word[])[] {
  return text
    .split(/(?<=[.!?:;])\s+|\n\s*\n|[|()]|\n\s*[-*#]/)
    .map(wordsOf)
    .filter((words) => words.length > 0);
}

/** Splits at spaces, punctuation, underscores and the humps of camel case: `http_5xx`, `HTTPErrorRate`. */
export function wordsOf(text: string): readonly Word[] {
  return text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[\s\p{P}\p{S}]+/u)
    .flatMap((word) => {
      const written = word.toLowerCase();
      const isTelling = written.length > 1 && !/^\d{1,2}$/.test(written) && !STOP_WORDS.has(written);
      return isTelling ? [{ stem: stemOf(written), written }] : [];
    });
}

/** Two words side by side: "not ready" tells more than "not" and "ready". */
export function pairsOf(sentences: readonly (readonly Word[])[]): readonly string[] {
  return sentences.flatMap((words) => words.slice(1).map(({ stem }, i) => `+${words[i]?.stem}+${stem}`));
}

/** More than one word in one piece: with humps, underscores or hyphens. */
export const IDENTIFIER =
  /[\p{L}\p{N}]+(?:[_-][\p{L}\p{N}]+)+|[\p{L}\p{N}]*(?:\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll})[\p{L}\p{N}]*/gu;

/** Whole identifiers as tokens that no word equals: `KubePodCrash` and `kube-pod-crash` are one, `=kubepodcrash`. */
export function identifiersOf(text: string): readonly string[] {
  return (text.match(IDENTIFIER) ?? []).map((identifier) => `=${squeeze(identifier)}`);
}

/** An identifier as it is compared: without hyphens, in lower case. Names of metrics keep their underscores. */
export function squeeze(identifier: string): string {
  return identifier.replaceAll('-', '').toLowerCase();
}

const VOWEL = /[aeiouy]/;
/** Endings that turn a verb or adjective into its relatives, longest first, with the fewest letters that must stay. */
const ENDINGS: readonly (readonly [ending: string, least: number])[] = [
  ['ization', 3],
  ['ational', 3],
  ['ation', 4],
  ['ment', 4],
  ['ness', 3],
  ['ency', 3],
  ['ancy', 3],
  ['able', 3],
  ['ible', 3],
  ['ent', 4],
  ['ant', 4],
  ['ure', 4],
  ['ion', 4],
  ['er', 4],
  ['ly', 3],
];

/**
 * A light stemmer: plurals (the S stemmer of Harman, "How effective is suffixing?", 1991), then at most one of the endings
 * that Porter's (1980) cuts in five steps, so that "fails", "failed", "failing" and "failure" meet. Never a word of four
 * letters or with a digit.
 */
export function stemOf(word: string): string {
  if (word.length <= 3 || /\d/.test(word)) return word;
  let stem = withoutPlural(word);
  if (stem.length <= 4) return stem;
  const cut = (ending: string, least: number): boolean => {
    const rest = stem.slice(0, -ending.length);
    if (!stem.endsWith(ending) || rest.length < least || !VOWEL.test(rest)) return false;
    stem = rest;
    return true;
  };
  if (cut('ing', 3) || cut('ed', 3)) stem = stem.replace(/([bdfgmnprt])\1$/, '$1');
  else ENDINGS.some(([ending, least]) => cut(ending, least));
  if (stem.length > 4) stem = stem.replace(/e$/, '').replace(/y$/, 'i');
  return stem;
}

function withoutPlural(word: string): string {
  if (/[^ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh|zz)es$/.test(word)) return word.slice(0, -2);
  return /[^siu]s$/.test(word) ? word.slice(0, -1) : word;
}
