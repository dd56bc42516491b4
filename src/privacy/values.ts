/** What a value looks like, judged without its name. Every function takes time linear in the value's length. */

import { CLASS, DIGIT, LETTER } from './units.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HEX = /^[0-9a-f]+$/i;
const DIGITS = /^[\d.,:_-]+$/;

export function isUuid(value: string): boolean {
  return value.length === 36 && UUID.test(value);
}

export function isHex(value: string): boolean {
  return HEX.test(value);
}

/** Numbers, dates, times, versions: digits and the signs between them. */
export function isNumeric(value: string): boolean {
  return DIGITS.test(value);
}

/** Words that stand where a secret would, and give nothing away. */
const NO_VALUE =
  /^(?:null|nil|none|undefined|true|false|yes|no|on|off|empty|unset|unknown|missing|invalid|expired|required|optional|string|str|number|bytes|redacted|filtered|masked|hidden|removed|secret|password|token|key|example|changeme|n\/a|bearer|basic|digest)$/i;
const TEMPLATE = /^(?:\$|%[({]|%s|%v|%d|\{\{|\{[a-z_]*\}|<[a-z/]|\[[a-z]|env[.:]|vault:|process\.env|os\.)/i;
const MASK = /^(?:(?:[*•x.#_-]|%2A)+|[|>][-+]?)$/i;

/** A mask, a template variable, a placeholder of ours, or a word such as `null`: nothing is hidden in it. */
export function isNoSecret(value: string): boolean {
  return value === '' || NO_VALUE.test(value) || TEMPLATE.test(value) || MASK.test(value);
}

/** How many different characters a value has, up to `enough`. */
function countDifferent(value: string, enough: number): number {
  let low = 0;
  let middle = 0;
  let high = 0;
  let count = 0;
  for (let index = 0; index < value.length && count < enough; index += 1) {
    const code = value.charCodeAt(index);
    const bit = 1 << (code & 31);
    const seen = code < 64 ? low : code < 96 ? middle : high;
    if ((seen & bit) !== 0) continue;
    count += 1;
    if (code < 64) low |= bit;
    else if (code < 96) middle |= bit;
    else high |= bit;
  }
  return count;
}

/** 16 random hexadecimal digits have ten different ones on average, and fewer than seven in 3 of 1,000 draws. */
const DIFFERENT = 7;

const WORDS = /[a-z]{4,}|[A-Z][a-z]{3,}/g;
const LETTERS_ONLY = /^[A-Za-z]+$/;

/** Shorter values are words and numbers too often. */
export const RANDOM_FROM = 16;

/**
 * Whether somebody drew this by lot: long, of many different characters, and not made of words. `atLeast` is the
 * shortest length that counts. Written language is told apart by its words.
 */
export function looksRandom(value: string, atLeast = RANDOM_FROM): boolean {
  if (value.length < atLeast) return false;
  const sample = value.length > 256 ? value.slice(0, 256) : value;
  // What costs least is asked first.
  if (countDifferent(sample, DIFFERENT) < DIFFERENT || isNumeric(value) || isNoSecret(value)) return false;
  if (isHex(sample)) return true;
  if (LETTERS_ONLY.test(sample)) return isRandomLetters(sample);
  if (!/\d/.test(sample)) return isRandomLetters(sample.replaceAll(/[^A-Za-z]/g, ''));
  if (countTurns(sample) >= TURNS) return true;
  let inWords = 0;
  for (const [word] of sample.matchAll(WORDS)) if (/[aeiou]/i.test(word.slice(1))) inWords += word.length;
  return inWords / sample.length < 0.6;
}

/** Changes between letters and digits in one run of both: no name has so many, and what is drawn by lot may spell words. */
const TURNS = 8;

function countTurns(value: string): number {
  let turns = 0;
  for (let index = 1; index < value.length; index += 1) {
    const before = CLASS[value.charCodeAt(index - 1)] ?? 0;
    const sort = CLASS[value.charCodeAt(index)] ?? 0;
    if ((sort & (LETTER | DIGIT)) === 0) return 0;
    if ((sort === DIGIT) !== (before === DIGIT)) turns += 1;
  }
  return turns;
}

/** Letters alone are random when upper and lower case alternate more often than any way of writing names does. */
function isRandomLetters(letters: string): boolean {
  if (letters.length < 16) return false;
  let changes = 0;
  let vowels = 0;
  for (let index = 0; index < letters.length; index += 1) {
    const code = letters.charCodeAt(index);
    if (index > 0 && ((code ^ letters.charCodeAt(index - 1)) & 32) !== 0) changes += 1;
    if ('aeiouAEIOU'.includes(letters[index] ?? '')) vowels += 1;
  }
  return changes / letters.length > 0.3 || vowels / letters.length < 0.15;
}
