/**
 * Replaces what varies from line to line by what kind of thing it is: `took 31 ms for 10.0.0.7` → `took <num> ms for <ip>`.
 * One pass over the characters cuts the message into words; only words with a digit, a slash or an `@` are looked at
 * closely, so that plain text costs next to nothing.
 */
import { collapseDumps } from './collapse-dumps.js';
import { troubleWords } from './log-level.js';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const TIME =
  /^(?:\d{4}[-/.]\d\d[-/.]\d\d(?:[T_]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?|\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?)(?:Z|[+-]\d\d:?\d\d)?$/;
const IP = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d+|\/\d+)?$/;
const IPV6 = /^(?=.*:.*:)[0-9a-f:.]+(?:%\w+)?$/i;
/** With units and thousands separators, and durations such as `1m3.2s`. */
const NUMBER = /^[+-]?\d[\d.,_]*(?:e[+-]?\d+)?(?:%|[a-zµ]{1,3}(?:\/s)?)?$/i;
const DURATION = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d))+$/;
const HEX = /^(?:0x[0-9a-f]+|(?=[a-f]*\d)[0-9a-f]{7,})$/i;
const EMAIL = /^[\w.+-]+@[\w-]+\.[\w.-]+$/;
/** `accountId:7`. */
const NAMED = /^([a-z_][\w.-]*[:：])([^:].*)$/i;
const DIGITS = /^\d+$/;
const PART = /[^-._:#@/\\]+/g;
/** Letters and digits in turns twice or more: nobody names a thing so. */
const RANDOM = /\d[a-z]+\d|[a-z]\d+[a-z]+\d|\d[a-z]+\d+[a-z]/i;
/** Beyond this a word without a blank is a key, a token or encoded data. */
const MAX_WORD = 48;
/** Whether the number after it is a status: its class matters, and 503 is not 200. */
const BEFORE_STATUS = /(?:status|code|http(?:\/[\d.]+)?)["']?[^a-z\d]{0,4}$/i;
const QUOTED = /(?<![\w])(["'`])((?:(?!\1)[^\n]){1,400}?)\1(?!\w)/g;
const PROTOCOL = /^HTTP\/[\d.]+$/;
const REQUEST = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE) /;

const [SPACE, TAB, COMMA, EQUALS, QUESTION_MARK] = [32, 9, 44, 61, 63];
/** By character code: asked once for each character. */
const DELIMITERS = Uint8Array.from({ length: 128 }, (_, code) =>
  '\t "\'();<=>[]`{|}'.includes(String.fromCharCode(code)) ? 1 : 0,
);

/** A template as people read it: what differs from line to line is left out, as in “took … ms”. */
export const forPeople = (template: string): string =>
  template.replace(/<([1-5]xx)>/g, '$1').replace(/<(?:[a-z]+|\*)>/g, '…');

/** The message with its varying parts replaced. Lists of equal things count as one: `[3, 9, 27]` → `[<num>]`. */
export function maskMessage(message: string): string {
  const bare = message.includes('=') || message.includes(':') ? collapseDumps(message) : message;
  const text = /["'`]/.test(bare) ? bare.replace(QUOTED, maskQuoted) : bare;
  let out = '';
  let copied = 0;
  let lastMask = '';
  let lastMaskEnd = -1;
  let start = -1;
  let isSuspicious = false;
  let isInQuery = false;
  for (let index = 0; index <= text.length; index += 1) {
    const code = index < text.length ? text.charCodeAt(index) : SPACE;
    if (!isDelimiter(code, text, index) || (isInQuery && code === EQUALS)) {
      if (start === -1) [start, isSuspicious, isInQuery] = [index, false, false];
      // Digits, slash, backslash, @.
      if ((code >= 47 && code <= 57) || code === 92 || code === 64) isSuspicious = true;
      // `/cart?id=7` is one word.
      else if (code === QUESTION_MARK && isSuspicious) isInQuery = true;
      continue;
    }
    if (start === -1) continue;
    if (isSuspicious || index - start > MAX_WORD) {
      let end = index;
      // A sentence's punctuation is not part of the word.
      while (end > start + 1 && isSentenceEnd(text.charCodeAt(end - 1))) end -= 1;
      const word = text.slice(start, end);
      const masked = maskWord(word, text, start);
      if (masked !== word) {
        const isRepeated = masked === lastMask && isOnlySeparators(text, lastMaskEnd, start);
        if (!isRepeated) out += text.slice(copied, start) + masked;
        copied = end;
        [lastMask, lastMaskEnd] = [masked, end];
      }
    }
    [start, isInQuery] = [-1, false];
  }
  return out + text.slice(copied);
}

function maskQuoted(whole: string, quote: string, content: string): string {
  if (REQUEST.test(content) || content.startsWith('<') || troubleWords(content).length > 0) return whole;
  return `${quote}<str>${quote}`;
}

/** Blanks, brackets and what joins words; a comma between digits is part of a number. */
function isDelimiter(code: number, text: string, index: number): boolean {
  if (code === COMMA) return !(isDigit(text.charCodeAt(index - 1)) && isDigit(text.charCodeAt(index + 1)));
  // CJK and full-width punctuation stand between words.
  return code < 128 ? DELIMITERS[code] === 1 : code > 0x2e7f;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isSentenceEnd(code: number): boolean {
  return code === 46 || code === 58 || code === 33 || code === 63; // . : ! ?
}

function isOnlySeparators(text: string, from: number, to: number): boolean {
  if (from === -1 || to - from > 3) return false;
  for (let index = from; index < to; index += 1) {
    const code = text.charCodeAt(index);
    if (code !== SPACE && code !== TAB && code !== 44 && code !== 59 && code !== 58) return false;
  }
  return true;
}

function maskWord(word: string, text: string, start: number): string {
  if (DIGITS.test(word)) return isStatus(word, text, start) ? `<${word[0]}xx>` : '<num>';
  if (NUMBER.test(word)) return TIME.test(word) ? '<time>' : IP.test(word) ? '<ip>' : '<num>';
  if (TIME.test(word)) return '<time>';
  if (IP.test(word)) return '<ip>';
  if (word.includes('://')) return '<url>';
  if (UUID.test(word)) return '<uuid>';
  if (HEX.test(word)) return '<hex>';
  if (DURATION.test(word)) return '<num>';
  if (IPV6.test(word)) return '<ip>';
  if (PROTOCOL.test(word)) return word;
  if (isPath(word)) return '<path>';
  const named = NAMED.exec(word);
  if (named) return `${named[1]}${maskWord(named[2] ?? '', text, start)}`;
  if (EMAIL.test(word)) return '<email>';
  if (word.length > MAX_WORD && !/[.-]/.test(word)) return '<id>';
  return word.replaceAll(PART, maskPart);
}

function maskPart(part: string): string {
  if (DIGITS.test(part)) return '<num>';
  if (HEX.test(part)) return '<hex>';
  if (RANDOM.test(part)) return '<id>';
  return part.replaceAll(/\d{2,}/g, '<num>');
}

function isStatus(word: string, text: string, start: number): boolean {
  return (
    word.length === 3 && /^[1-5]/.test(word) && BEFORE_STATUS.test(text.slice(Math.max(0, start - 14), start))
  );
}

/** Absolute, relative, of several parts, or on a drive; `and/or` and `N/A` are words. */
function isPath(word: string): boolean {
  if (word.startsWith('/') || word.startsWith('./') || word.startsWith('../')) return word.length > 1;
  if (/^[A-Za-z]:\\/.test(word)) return true;
  return word.split('/').length > 2 || (word.includes('/') && /\d/.test(word));
}
