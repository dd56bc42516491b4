/** Finds where the value beside a name begins. Asked for every word, so no pattern is used. */

/** Longest way from a name to its operator: quotes, brackets, blanks. */
const LONGEST_GAP = 10;

const COLON = 0x3a;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const QUESTION = 0x3f;
const BAR = 0x7c;
const COMMA = 0x2c;
const OPEN = 0x28;

/** Where the operator behind a name begins; -1 when there is none. */
export function findOperator(text: string, end: number): number {
  for (let at = end; at <= end + LONGEST_GAP; at += 1) {
    switch (text.charCodeAt(at)) {
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
        return text.charCodeAt(at - 1) === 0x20 ? -1 : at;
      default:
        return -1;
    }
  }
  return -1;
}

/** Where the operator at `at` ends: one of `= => := ::= ?= || : :: ::: > , (`; -1 when it is none. */
function endOfOperator(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === COLON || first === EQUALS) {
    let colons = 0;
    while (colons < 3 && text.charCodeAt(at + colons) === COLON) colons += 1;
    const end = at + colons;
    if (colons === 3 || text.charCodeAt(end) !== EQUALS) return end;
    return text.charCodeAt(end + 1) === GREATER ? end + 2 : end + 1;
  }
  if (first === QUESTION) return text.charCodeAt(at + 1) === EQUALS ? at + 2 : -1;
  if (first === BAR) return text.charCodeAt(at + 1) === BAR ? at + 2 : -1;
  return at + 1;
}

/** Behind the blanks at `at`, of which there are a few at most. */
function skipBlanks(text: string, at: number): number {
  let end = at;
  while (end < at + 8 && (text.charCodeAt(end) === 0x20 || text.charCodeAt(end) === 0x09)) end += 1;
  return end;
}

/** Behind up to three quotes and brackets at `at`, each quote with up to two signs before it: `\\"`, `$'`, `([`. */
function skipOpening(text: string, at: number): number {
  let end = at;
  for (let count = 0; count < 3; count += 1) {
    let sign = end;
    while (sign < end + 2 && isBeforeQuote(text.charCodeAt(sign))) sign += 1;
    if (isQuote(text.charCodeAt(sign))) end = sign + 1;
    else if (text.charCodeAt(end) === 0x28 || text.charCodeAt(end) === 0x5b) end += 1;
    else break;
  }
  return end;
}

/** `"`, `'` and the backtick. */
export const isQuote = (code: number) => code === 0x22 || code === 0x27 || code === 0x60;
const isBeforeQuote = (code: number) => code === 0x5c || code === 0x24 || code === 0x40;

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
export function findValueBeside(text: string, end: number): Beside | null {
  const operatorAt = findOperator(text, end);
  if (operatorAt === -1) return null;
  const operatorEnd = endOfOperator(text, operatorAt);
  if (operatorEnd === -1 || text.startsWith('://', operatorAt)) return null;
  // `==` right behind a word is how base64 ends.
  if (operatorAt === end && text.startsWith('==', end)) return null;
  const valueAt = skipBlanks(text, operatorEnd);
  const start = skipOpening(text, valueAt);
  const quote = start > valueAt && isQuote(text.charCodeAt(start - 1)) ? text.charAt(start - 1) : null;
  const sign = text.charCodeAt(operatorAt);
  const isWeak = sign === COMMA || sign === OPEN || (sign === GREATER && operatorAt !== end);
  if (isWeak && quote === null) return null;
  return { start, quote, isWeak, isSpaced: sign === COLON && valueAt > operatorEnd };
}
