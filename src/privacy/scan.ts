/**
 * One pass over a text, word by word, that finds secrets and personal data. A word is a run of letters, digits, `_` and
 * `-`; what is looked at around it has an upper length, so the time is linear in the text whatever it holds.
 */
import { isShorter, judgeBeside, peekValue, readValue } from './assignments.js';
import type { Finding } from './finding.js';
import { createNameJudge, mentionsVendor } from './names.js';
import { SAID_FIRST, afterPlaceholder, atMark, findSaidPassword, person, readJwt } from './marks.js';
import { findCard, findIban } from './personal.js';
import { findPrivateKey } from './private-keys.js';
import { findOperator, findValueBeside } from './value-beside.js';
import { isHex, isUuid, looksRandom, RANDOM_FROM } from './values.js';
import {
  CLASS,
  createUnits,
  DIGIT,
  isDigit,
  JOINT,
  LETTER,
  LINE_END,
  LOWER,
  MARK,
  OPERATOR,
  UPPER,
  WORD,
} from './units.js';
import { findVendorToken, isTokenOfUnknownVendor } from './vendor-tokens.js';

/** Told now and then how far the pass has come, in characters; throws to end it. */
export type Progress = (characters: number) => void;

export type Scan = (text: string, progress: Progress) => readonly Finding[];

/** How many characters pass between two reports of progress. */
const STRIDE = 65_536;

export function createScan(): Scan {
  const judgeName = createNameJudge();
  const toCodes = createUnits();

  return (text, progress) => {
    const findings: Finding[] = [];
    const length = text.length;
    const codes = toCodes(text);
    let done = 0;
    let lineStart = 0;
    let before: Word = { start: 0, end: 0 };
    let report = STRIDE;
    let at = 0;

    const take = (finding: Finding | null): boolean => {
      if (finding === null || finding.end <= finding.start || finding.start < done) return false;
      findings.push(finding);
      done = finding.end;
      return true;
    };

    while (at < length) {
      const code = codes[at] ?? 0;
      const sort = CLASS[code] ?? 0;
      if ((sort & WORD) === 0) {
        if (sort === LINE_END) {
          lineStart = at + 1;
          before = { start: at + 1, end: at + 1 };
        } else if (code === 60) {
          at = afterPlaceholder(text, at);
          continue;
        } else if ((sort & MARK) !== 0 && take(atMark(text, at, code, done))) {
          at = Math.max(done, at + 1);
          continue;
        }
        at += 1;
        continue;
      }
      let start = at;
      let bits = 0;
      let next = sort;
      do {
        bits |= next;
        at += 1;
        next = CLASS[codes[at] ?? 0] ?? 0;
      } while ((next & WORD) !== 0);
      // In `\nname` the n belongs to the escape.
      if (start > 0 && text.charCodeAt(start - 1) === 92 && at - start > 2) start += 1;
      if (at >= report) {
        progress(at);
        report = at + STRIDE;
      }
      if (take(atWord(text, codes, { start, end: at }, bits, next, before, lineStart, done))) {
        at = Math.max(at, done);
        start = at;
      }
      before = { start, end: at };
    }
    return findings;
  };

  function atWord(
    text: string,
    codes: Uint16Array,
    word: Word,
    bits: number,
    next: number,
    before: Word,
    lineStart: number,
    done: number,
  ): Finding | null {
    const { start, end } = word;
    const length = end - start;
    if ((bits & JOINT) !== 0 && length >= 10 && text.startsWith('-----BEGIN', end - 10)) {
      const key = findPrivateKey(text, end - 10);
      if (key !== null) return { ...key, group: 'secret', kind: 'private-key' };
    }
    if ((bits & LETTER) !== 0) {
      const token = findVendorToken(text, start, codes[start] ?? 0, codes[start + 1] ?? 0);
      if (token !== null) return { start, end: token.end, group: 'secret', kind: token.kind };
      if ((next & OPERATOR) !== 0 && length > 1 && length <= 120 && mayBeName(codes, start, end)) {
        const finding = besideName(text, word, bits, before, lineStart);
        if (finding !== null) return finding;
      }
      if ((bits & DIGIT) !== 0 && length >= 15) return alone(text, word, bits, before, lineStart);
      if ((bits & LETTER) === LETTER && length >= 20 && before.start >= lineStart)
        return afterName(text, word, before);
      if ((bits & DIGIT) !== 0 && length >= 4 && start >= done && beginsLikeIban(codes, start))
        return person(findIban(text, start), start, 'iban');
      return null;
    }
    // Four digits and a blank before more of them, or all at once.
    const mayBeCard = length >= 14 || (length === 4 && codes[end] === 32 && isDigit(codes[end + 1] ?? 0));
    if (mayBeCard && isDigit(codes[start] ?? 0) && !isNumberPart(text, start))
      return person(findCard(text, start), start, 'card');
    return null;
  }

  /** `name = value`, and `--name value`. */
  function besideName(
    text: string,
    word: Word,
    bits: number,
    before: Word,
    lineStart: number,
  ): Finding | null {
    const { start, end } = word;
    const isFlag = text.charCodeAt(start) === 45 && text.charCodeAt(end) === 32;
    if (isFlag) {
      const kind = judgeName(text, start, end);
      if (kind === 'none' || kind === 'about') return null;
      const quote = /["']/.exec(text[end + 1] ?? '')?.[0] ?? null;
      if (text[end + 1] === '-') return null;
      const beside = { start: end + (quote === null ? 1 : 2), quote, isWeak: false, isSpaced: false };
      return judgeBeside(text, kind, beside, true);
    }
    const isSaid = text.charCodeAt(end) === 32 && SAID_FIRST.has(text.charCodeAt(end + 1));
    if (!isSaid && findOperator(text, end) === -1) return null;
    let kind = judgeName(text, start, end);
    if (kind === 'about') return null;
    if (isSaid && kind === 'password') return findSaidPassword(text, end);
    const beside = findValueBeside(text, end);
    if (beside === null || beside.start >= text.length) return null;
    if (beside.isWeak && (bits & DIGIT) !== 0 && end - start >= 16) return null;
    // Two words: `api key`, `acme.auth`. One word in front of a plain name would be any word of a sentence.
    const joint = kind === 'hint' ? '. -' : kind === 'none' ? '.' : '';
    if (start > 0 && before.end === start - 1 && joint.includes(text.charAt(start - 1))) {
      const longer = joint === '' ? kind : judgeName(text, before.start, end);
      if (longer !== 'none') kind = longer;
    }
    // The rest of a base64 text may look like a short name.
    if (start > 0 && '+/'.includes(text.charAt(start - 1)) && text.charCodeAt(end) === 61) return null;
    if (kind === 'about') return null;
    if (kind === 'none') {
      if (beside.isWeak || start - lineStart < 3 || isShorter(text, beside.start, beside.quote, RANDOM_FROM))
        return null;
      const value = peekValue(text, beside.start, beside.quote);
      if (!looksRandom(value) || !mentionsVendor(text, Math.max(lineStart, start - 40), start)) return null;
      kind = 'vendor';
    }
    return judgeBeside(text, kind, beside, isIndent(text, lineStart, start));
  }

  /** A word that looks drawn by lot: a key by its build, or by the word before it. */
  function alone(text: string, word: Word, bits: number, before: Word, lineStart: number): Finding | null {
    const { start, end } = word;
    if (text.startsWith('eyJ', start)) {
      const token = readJwt(text, start);
      if (token !== null) return { start, end: token, group: 'secret', kind: 'jwt' };
    }
    const iban = (bits & LOWER) === 0 ? findIban(text, start) : null;
    if (iban !== null) return person(iban, start, 'iban');
    if ((bits & JOINT) !== 0) {
      const name = text.slice(start, end);
      if (isTokenOfUnknownVendor(name)) return { start, end, group: 'secret', kind: 'api-key' };
    }
    return before.start >= lineStart ? afterName(text, word, before) : null;
  }

  /** `token 5f3a…`, `Bearer eyJ…`, `password is …`: joined by blanks, quotes or one small word. */
  function afterName(text: string, word: Word, before: Word): Finding | null {
    if (before.end === 0 || word.start - before.end > 4 || before.end - before.start > 60) return null;
    const between = text.slice(before.end, word.start);
    if (!/^[ \t"'`([:=]{1,4}$/.test(between)) return null;
    let name = text.slice(before.start, before.end);
    if (/^(?:is|was|of|to|with|using|value)$/i.test(name))
      name =
        /((?:[A-Za-z]{3,12} )?[\w-]{2,40})["']? $/.exec(
          text.slice(Math.max(0, before.start - 60), before.start),
        )?.[1] ?? '';
    const kind = judgeName(name, 0, name.length);
    if (kind === 'none' || kind === 'about') return null;
    const value = peekValue(text, word.start, null);
    const isSure = kind === 'password' || kind === 'credential' || /^(?:bearer|basic)$/i.test(name);
    if (!looksRandom(value) || isUuid(value) || (!isSure && isHex(value))) return null;
    const { length } = readValue(text, word.start, null);
    return { start: word.start, end: word.start + length, group: 'secret', kind: 'token' };
  }
}

interface Word {
  readonly start: number;
  readonly end: number;
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

/** Most words are followed by a blank and a word: those name nothing, but in `password is …` and after a flag. */
function mayBeName(codes: Uint16Array, start: number, end: number): boolean {
  const first = codes[start] ?? 0;
  if (isDigit(first)) return false;
  if (codes[end] !== 32 || first === 45) return true;
  const after = codes[end + 1] ?? 0;
  return ((CLASS[after] ?? 0) & WORD) === 0 || SAID_FIRST.has(after);
}

/** Whether the digits at `start` go on from a number, an address or a path before them. */
function isNumberPart(text: string, start: number): boolean {
  const previous = text[start - 1] ?? ' ';
  return (
    /[.\w/]/.test(previous) || (previous === ' ' && /\d{4} $/.test(text.slice(Math.max(0, start - 5), start)))
  );
}

function isIndent(text: string, lineStart: number, start: number): boolean {
  return start - lineStart < 60 && /^[\s"'-]*$/.test(text.slice(lineStart, start));
}
