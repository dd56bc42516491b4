/** What each UTF-16 unit of a text is to the scan, and how the units are got at. */

export const LOWER = 1;
export const UPPER = 2;
export const DIGIT = 4;
export const JOINT = 8;
export const LETTER = LOWER | UPPER;
export const WORD = LETTER | DIGIT | JOINT;
/** `@`, `:`, `+`, `$`, `~` and `<`: where addresses, phone numbers, hashes and placeholders are looked for. */
export const MARK = 16;
export const LINE_END = 32;
/** What may stand between a name and its value. */
export const OPERATOR = 64;
/** What no value without quotes holds: blanks and controls, quotes, and `< > & ; \`. */
export const VALUE_END = 128;

/** What every UTF-16 unit is, so that the loop needs no comparison. */
export const CLASS = new Uint8Array(65_536);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (/[a-z]/.test(character)) CLASS[code] = LOWER;
  else if (/[A-Z]/.test(character)) CLASS[code] = UPPER;
  else if (/\d/.test(character)) CLASS[code] = DIGIT;
  else if ('_-'.includes(character)) CLASS[code] = JOINT;
  else if (character === ':') CLASS[code] = MARK | OPERATOR;
  else if ('@+<$~'.includes(character)) CLASS[code] = MARK;
  else if (character === '\n') CLASS[code] = LINE_END;
  else if ('="\'`\\]>|,() \t?'.includes(character)) CLASS[code] = OPERATOR;
  if (code <= 32 || '"\'`<>&;\\'.includes(character)) CLASS[code] = (CLASS[code] ?? 0) | VALUE_END;
}

export const BLANK = 0x20;
export const SLASH = 0x2f;
export const COLON = 0x3a;
export const LESS = 0x3c;
export const EQUALS = 0x3d;
export const BACKSLASH = 0x5c;

export const isSmallLetter = (code: number) => code >= 97 && code <= 122;
/** Small letters as bits, `a` first: a set that costs nothing to ask. */
export const lettersOf = (letters: string) =>
  Array.from(letters).reduce((bits, letter) => bits | (1 << (letter.charCodeAt(0) - 97)), 0);
export const isDigit = (code: number) => code >= 48 && code <= 57;
/** `"`, `'` and the backtick. */
export const isQuote = (code: number) => code === 0x22 || code === 0x27 || code === 0x60;

/** Units of text that one buffer serves for again and again; longer texts get one of their own. */
const REUSED = 1_048_576;

/**
 * Gives the UTF-16 units and a 0 behind them: four times as fast to walk through as the text itself. Whoever looks ahead
 * stops at the 0, since units of another text may stand behind it.
 */
export function createUnits(): (text: string) => Uint16Array {
  let codes = new Uint16Array(0);
  return (text) => {
    const needed = text.length + 1;
    if (needed > REUSED) return fill(new Uint16Array(needed), text);
    if (codes.length < needed) codes = new Uint16Array(Math.min(REUSED, Math.max(4096, 2 * needed)));
    return fill(codes, text);
  };
}

function fill(codes: Uint16Array, text: string): Uint16Array {
  Buffer.from(codes.buffer).write(text, 'utf16le');
  codes[text.length] = 0;
  return codes;
}
