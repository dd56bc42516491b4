/** What a word tells: a key by how it begins, the name of the value beside it, or a value drawn by lot. */
import { findAfterName } from './after-name.js';
import { createBesideName } from './beside-name.js';
import { findCommandPassword } from './commands.js';
import type { Finding } from './finding.js';
import { person, readJwt } from './marks.js';
import { createNameJudge } from './names.js';
import { findCard, findIban } from './personal.js';
import type { Position } from './position.js';
import { findPrivateKey } from './private-keys.js';
import { BLANK, CLASS, DIGIT, isDigit, JOINT, LETTER, LOWER, OPERATOR, UPPER } from './units.js';
import { mayBeToken, findVendorToken, isTokenOfUnknownVendor, mayBeginVendorToken } from './vendor-tokens.js';

/** How `-----BEGIN` ends. */
const LETTER_I = 73;
const LETTER_N = 78;
const HYPHEN = 45;

export function createWordRules(): (here: Position) => Finding | null {
  const judgeName = createNameJudge();
  const findBesideName = createBesideName(judgeName);

  return (here) => {
    const { text, codes, start, end, bits } = here;
    const length = end - start;
    if ((bits & JOINT) !== 0 && length >= 10 && codes[end - 1] === LETTER_N && codes[end - 2] === LETTER_I) {
      const key = findPrivateKey(text, end - 10);
      if (key !== null) return { ...key, group: 'secret', kind: 'private-key' };
    }
    if ((bits & LETTER) === 0) return findCardAt(here);
    if (mayBeginVendorToken(codes, start)) {
      const token = findVendorToken(text, start);
      if (token !== null) return { start, end: token.end, group: 'secret', kind: token.kind };
    }
    if (codes[start] === HYPHEN && (bits & LETTER) !== 0) {
      const password = findCommandPassword(here);
      if (password !== null) return password;
    }
    if ((here.next & OPERATOR) !== 0 && length > 1 && length <= 120) {
      const finding = findBesideName(here);
      if (finding !== null) return finding;
    }
    if ((bits & DIGIT) !== 0 && length >= 15) return findAlone(here);
    if ((bits & LETTER) === LETTER && length >= 20) return findAfterName(here, judgeName);
    if ((bits & DIGIT) !== 0 && length >= 4 && start >= here.done && beginsLikeIban(codes, start))
      return person(findIban(text, start), start, 'iban');
    return null;
  };

  /** A word that looks drawn by lot: a key by its build, or by the word before it. */
  function findAlone(here: Position): Finding | null {
    const { text, codes, start, end, bits } = here;
    if (codes[start] === 101 && codes[start + 1] === 121) {
      const token = readJwt(text, start);
      if (token !== null) return { start, end: token, group: 'secret', kind: 'jwt' };
    }
    const iban = (bits & LOWER) === 0 && beginsLikeIban(codes, start) ? findIban(text, start) : null;
    if (iban !== null) return person(iban, start, 'iban');
    if (mayBeToken(codes, start, end, bits) && isTokenOfUnknownVendor(text.slice(start, end)))
      return { start, end, group: 'secret', kind: 'api-key' };
    return findAfterName(here, judgeName);
  }
}

/** Four digits and a blank before more of them, or all at once. */
function findCardAt({ text, codes, start, end }: Position): Finding | null {
  const length = end - start;
  const mayBeCard = length >= 14 || (length === 4 && codes[end] === BLANK && isDigit(codes[end + 1] ?? 0));
  if (!mayBeCard || !isDigit(codes[start] ?? 0) || isNumberPart(text, start)) return null;
  return person(findCard(text, start), start, 'card');
}

/** Two capital letters and two digits. */
function beginsLikeIban(codes: Uint16Array, start: number): boolean {
  return (
    CLASS[codes[start] ?? 0] === UPPER &&
    CLASS[codes[start + 1] ?? 0] === UPPER &&
    isDigit(codes[start + 2] ?? 0) &&
    isDigit(codes[start + 3] ?? 0)
  );
}

/** Whether the digits at `start` go on from a number, an address or a path before them. */
function isNumberPart(text: string, start: number): boolean {
  const previous = text[start - 1] ?? ' ';
  return (
    /[.\w/]/.test(previous) || (previous === ' ' && /\d{4} $/.test(text.slice(Math.max(0, start - 5), start)))
  );
}
