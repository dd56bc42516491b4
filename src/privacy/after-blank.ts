/** `password hunter2!`, `ENV API_TOKEN 5f3a…`, `IDENTIFIED BY 'x'`: a name and a value with nothing but a blank between. */
import { peekValue, readValue } from './assignments.js';
import { LONGEST_VALUE, type Finding } from './finding.js';
import { findSaidPassword, maySay } from './marks.js';
import type { NameJudge } from './names.js';
import type { Position } from './position.js';
import { CLASS, DIGIT, isQuote, isSmallLetter, LETTER, lettersOf, LOWER, UPPER, VALUE_END } from './units.js';
import { isNoSecret, isUuid, looksRandom } from './values.js';

/** Shorter passwords are not told from words and numbers. */
const SHORTEST = 6;
/** A digit is looked for so far, in characters. */
const JUDGED = 32;
/** What words for a password end with, in either case. */
const ENDS_PASSWORD = lettersOf('dsetwak');
const SIGN = /[!@#$%^&*+~?]/;
const IDENTIFIED_BY = /\bidentified (?:with [\w'"]{1,40} )?by$/i;
const SHELL_NAME = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/;

export function findAfterBlank(here: Position, judgeName: NameJudge): Finding | null {
  const { text, codes, start, end } = here;
  const first = codes[end + 1] ?? 0;
  const isQuoted = isQuote(first);
  const from = isQuoted ? end + 2 : end + 1;
  const isSaid = !isQuoted && maySay(first) && mayEndPassword(codes[end - 1] ?? 0);
  if (!isSaid && !mayBeSecret(codes, from)) return null;
  const kind = judgeName(text, codes, start, end);
  if (kind === 'password') {
    const said = isSaid ? findSaidPassword(text, end) : null;
    if (said !== null || end - start <= 4) return said;
  }
  const isIdentified = end - start === 2 && IDENTIFIED_BY.test(text.slice(Math.max(0, end - 60), end));
  if (kind !== 'password' && kind !== 'credential' && !isIdentified) return null;
  const quote = isQuoted ? text.charAt(end + 1) : null;
  const value = peekValue(text, from, quote);
  if (value.length < SHORTEST || isNoSecret(value) || value.includes('=')) return null;
  const isSecret =
    kind === 'credential'
      ? looksRandom(value) && (!isUuid(value) || SHELL_NAME.test(text.slice(start, end)))
      : isIdentified || isPassword(value, isQuoted);
  if (!isSecret) return null;
  const { length } = readValue(text, from, quote, LONGEST_VALUE);
  return {
    start: from,
    end: from + length,
    group: 'secret',
    kind: kind === 'credential' ? 'token' : 'password',
  };
}

const mayEndPassword = (code: number) =>
  isSmallLetter(code | 32) && ((ENDS_PASSWORD >>> ((code | 32) - 97)) & 1) === 1;

/** Whether a value of some length with a digit begins at `from`: few words of a sentence have one. */
function mayBeSecret(codes: Uint16Array, from: number): boolean {
  let hasDigit = false;
  for (let at = from; at < from + JUDGED; at += 1) {
    const sort = CLASS[codes[at] ?? 0] ?? 0;
    if ((sort & VALUE_END) !== 0) return hasDigit && at - from >= SHORTEST;
    if (sort === DIGIT) {
      if (at - from >= SHORTEST) return true;
      hasDigit = true;
    }
  }
  return hasDigit;
}

/** Without `is` before it, a password is told from a word by its signs: letters and digits alone may be a word. */
function isPassword(value: string, isQuoted: boolean): boolean {
  let bits = 0;
  for (const character of value.slice(0, JUDGED)) bits |= CLASS[character.charCodeAt(0)] ?? 0;
  if ((bits & DIGIT) === 0 || (bits & LETTER) === 0) return false;
  return isQuoted || isUuid(value) || SIGN.test(value) || ((bits & LOWER) !== 0 && (bits & UPPER) !== 0);
}
