/** Looks for words as they stand, whatever the spaces between them. Pure. */

/** Spaces only between words: what else stands between them is punctuation, around which everybody spaces differently. */
export function evenlySpaced(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/(?<![\p{L}\p{N}_]) | (?![\p{L}\p{N}_])/gu, '');
}

const WORD = /[\p{L}\p{N}_]/u;

/** From the beginning of a word to the end of one: `9 s` is not in `59 s`, nor in `1.9 s`. */
export function includesWords(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at);
    const after = text.slice(at + wanted.length, at + wanted.length + 2);
    const isWhole =
      !(WORD.test(wanted[0] ?? '') && /(?:[\p{L}\p{N}_]|\d[.,])$/u.test(before)) &&
      !(WORD.test(wanted.at(-1) ?? '') && /^(?:[\p{L}\p{N}_]|[.,]\d)/u.test(after));
    if (isWhole) return true;
  }
  return false;
}
