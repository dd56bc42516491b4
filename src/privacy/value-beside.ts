/** Finds where the value beside a name begins. Asked for very many words, so no pattern is used. */
import { BACKSLASH, BLANK, CLASS, COLON, EQUALS, isQuote, SLASH, VALUE_END } from './units.js';

/** Longest way from a name to its operator: quotes, brackets, blanks. Longer than 20 in no column of settings. */
const LONGEST_GAP = 20;
/** Blanks between an operator and its value, and backslashes before a quote: JSON in JSON in JSON has seven. */
const MOST_BLANKS = 20;
const MOST_BACKSLASHES = 7;

const GREATER = 0x3e;
const QUESTION = 0x3f;
const BAR = 0x7c;
const COMMA = 0x2c;
const OPEN = 0x28;

/** Where the operator behind a name begins; -1 when there is none. */
function findOperator(codes: Uint16Array, end: number): number {
  for (let at = end; at <= end + LONGEST_GAP; at += 1) {
    switch (codes[at]) {
      case 0x20: // blank
      case 0x09: // tab
      case 0x22: // "
      case 0x27: // '
      case 0x60: // `
      case 0x5c: // backslash
      case 0x5d: // ]
        continue;
      case 0x3a: // :
      case 0x3d: // =
      case 0x3e: // >
      case 0x3f: // ?
      case 0x7c: // |
        return at;
      case 0x2c: // ,
      case 0x28: // (
        // A blank before them is a sentence.
        return codes[at - 1] === BLANK ? -1 : at;
      default:
        return -1;
    }
  }
  return -1;
}

/** Where the operator at `at` ends: one of `= => := ::= ?= || : :: ::: > , (`; -1 when it is none. */
function endOfOperator(codes: Uint16Array, at: number): number {
  const first = codes[at];
  if (first === COLON || first === EQUALS) {
    let colons = 0;
    while (colons < 3 && codes[at + colons] === COLON) colons += 1;
    const end = at + colons;
    if (colons === 3 || codes[end] !== EQUALS) return end;
    return codes[end + 1] === GREATER ? end + 2 : end + 1;
  }
  if (first === QUESTION) return codes[at + 1] === EQUALS ? at + 2 : -1;
  if (first === BAR) return codes[at + 1] === BAR ? at + 2 : -1;
  return at + 1;
}

/** Behind the blanks at `at`. */
function skipBlanks(codes: Uint16Array, at: number): number {
  let end = at;
  while (end < at + MOST_BLANKS && (codes[end] === BLANK || codes[end] === 0x09)) end += 1;
  return end;
}

/** Behind up to three quotes and brackets at `at`, each quote with signs before it: `\\"`, `$'`, `([`. */
function skipOpening(codes: Uint16Array, at: number): number {
  let end = at;
  for (let count = 0; count < 3; count += 1) {
    let sign = end;
    while (sign < end + MOST_BACKSLASHES && isBeforeQuote(codes[sign] ?? 0)) sign += 1;
    if (isQuote(codes[sign] ?? 0)) end = sign + 1;
    else if (codes[end] === OPEN || codes[end] === 0x5b) end += 1;
    else break;
  }
  return end;
}

const isBeforeQuote = (code: number) => code === BACKSLASH || code === 0x24 || code === 0x40;

export interface Beside {
  /** Where the value begins, behind quotes. */
  readonly start: number;
  /** The quote that ends it; null for a bare value. */
  readonly quote: string | null;
  /** Commas and brackets join a name and a value less surely than `=` and `:`. */
  readonly isWeak: boolean;
  /** Whether a blank stands between the two, as in prose. */
  readonly isSpaced: boolean;
}

/** The value beside the name that ends at `end`; null when no operator follows. */
export function findValueBeside(codes: Uint16Array, end: number): Beside | null {
  const operatorAt = findOperator(codes, end);
  if (operatorAt === -1) return null;
  const operatorEnd = endOfOperator(codes, operatorAt);
  if (
    operatorEnd === -1 ||
    (codes[operatorAt] === COLON && codes[operatorAt + 1] === SLASH && codes[operatorAt + 2] === SLASH)
  )
    return null;
  // `==` right behind a word is how base64 ends.
  if (operatorAt === end && codes[end] === EQUALS && codes[end + 1] === EQUALS) return null;
  const valueAt = skipBlanks(codes, operatorEnd);
  const start = skipOpening(codes, valueAt);
  const quote =
    start > valueAt && isQuote(codes[start - 1] ?? 0) ? String.fromCharCode(codes[start - 1] ?? 0) : null;
  const sign = codes[operatorAt];
  const isWeak = sign === COMMA || sign === OPEN || (sign === GREATER && operatorAt !== end);
  if (isWeak && quote === null) return null;
  return { start, quote, isWeak, isSpaced: sign === COLON && valueAt > operatorEnd };
}

/** Whether the value at `start` is surely shorter than `length`; nothing is cut out for it. */
export function isShorter(codes: Uint16Array, start: number, quote: string | null, length: number): boolean {
  const end = start + length;
  if (quote === null) {
    for (let at = start; at < end; at += 1) if (((CLASS[codes[at] ?? 0] ?? 0) & VALUE_END) !== 0) return true;
    return false;
  }
  const sign = quote.charCodeAt(0);
  for (let at = start; at < end; at += 1)
    if (codes[at] === sign || codes[at] === 0) return codes[at - 1] !== BACKSLASH;
  return false;
}
