/** Values beside a name: `name=value`, `name: value`, `"name": "value"`, `--name value`, `<name>value</name>`. */
import { LONGEST_VALUE, type Finding } from './finding.js';
import type { NameKind } from './names.js';
import type { Beside } from './value-beside.js';
import { isHex, isNoSecret, isNumeric, isUuid, looksRandom } from './values.js';

const BARE = /[^\s"'`<>&;\\]{0,16384}/y;
const BARE_START = /[^\s"'`<>&;\\]{0,256}/y;
const MEMBER = /,[\w.-]{1,60}[=:]/;
const TRAILING = ',)]}.:';

/**
 * Characters by which a value is judged. Those after them are read only when it has to be hidden: a text of nothing but
 * names would otherwise have every one of them read to its end.
 */
const JUDGED = 256;

/** The value at `start`, up to its quote or, without one, to the first sign that no value holds. */
export function readValue(
  text: string,
  start: number,
  quote: string | null,
  longest = LONGEST_VALUE,
): string {
  if (quote === null) {
    const head = match(BARE_START, text, start);
    const next = MEMBER.exec(head)?.index;
    if (next !== undefined) return trimEnd(head.slice(0, next));
    return trimEnd(longest === JUDGED || head.length < JUDGED ? head : match(BARE, text, start));
  }
  const limit = Math.min(text.length, start + longest);
  for (let at = start; at < limit; at += 1) {
    const character = text[at];
    // A quote that is not closed on its line is none.
    if (character === '\n') return readValue(text, start, null, longest);
    if (character === quote) return text.slice(start, at).replace(/\\{1,7}$/, '');
    // An escaped quote belongs to the value, unless the whole line is quoted once more and it is the closing one.
    if (character === '\\' && text[at + 1] === quote && text[start - 2] !== '\\') at += 1;
  }
  return limit === start + longest ? text.slice(start, limit) : readValue(text, start, null, longest);
}

/** Signs that end a sentence or a list rather than a value. */
function trimEnd(value: string): string {
  let end = value.length;
  while (end > 0 && TRAILING.includes(value[end - 1] ?? '')) end -= 1;
  return value.slice(0, end);
}

/** The beginning of the value at `start`, enough to judge it. */
export const peekValue = (text: string, start: number, quote: string | null) =>
  readValue(text, start, quote, JUDGED);

const PLAIN_WORD = /^[A-Za-z]+$/;
const WORDS = /^[A-Za-z]+(?:[-_./ ][A-Za-z]+\d{0,3})*$/;
/** Seeds of one-time passwords: capital letters and 2 to 7. */
const BASE32 = /^[A-Z2-7]{16,}$/;
const CALL = /^[A-Za-z_][\w.]*\(/;
const PATH = /^(?:\.{0,2}\/[\w.-]+\/|[a-z][a-z\d+.-]*:\/\/)/i;

/** Whether a value under a name of this kind has to be hidden. */
export function isSecretUnder(kind: NameKind, value: string): boolean {
  if (isNoSecret(value)) return false;
  switch (kind) {
    case 'password':
      return !CALL.test(value);
    case 'credential':
      return (
        value.length >= 6 &&
        !isNumeric(value) &&
        !CALL.test(value) &&
        !PATH.test(value) &&
        (!WORDS.test(value) || looksRandom(value) || BASE32.test(value))
      );
    case 'vendor':
      return looksRandom(value, 14) && !PATH.test(value) && !/\s/.test(value);
    case 'hint':
      return (
        looksRandom(value) && hasThreeClasses(value) && !isUuid(value) && !isHex(value) && !PATH.test(value)
      );
    case 'header':
    case 'cookie':
      return true;
    default:
      return false;
  }
}

function hasThreeClasses(value: string): boolean {
  return /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value);
}

const SCHEME =
  /(?:Bearer|Basic|Token|Digest|ApiKey|Api-Key|Negotiate|NTLM|Hawk|DSN|SSWS|GenieKey|OAuth|AWS4-HMAC-SHA256|[A-Z][A-Za-z\d-]{2,20})[ \t]+/y;
const SIMPLE_SCHEME = /^(?:Bearer|Basic|Token|ApiKey|Api-Key|SSWS|GenieKey|Negotiate|NTLM)/i;
const REST_OF_LINE = /[^\r\n"'`<>\\]{0,16384}/y;

/** What stands beside a name of kind `kind`, when it has to be hidden. */
export function judgeBeside(
  text: string,
  kind: NameKind,
  beside: Beside,
  isFirstOnLine: boolean,
): Finding | null {
  const { start, quote, isWeak, isSpaced } = beside;
  if (text.startsWith('<secret:', start) || text.startsWith('<person:', start)) return null;
  if (kind === 'header') return judgeHeader(text, start, quote);
  if (kind === 'cookie') {
    const head = text.slice(start, start + 256);
    if (!/^[^\n"'`;=]{1,128}=[^;\s<]/.test(head)) return null;
    return secret(
      'cookie',
      start,
      quote === null ? match(REST_OF_LINE, text, start) : readValue(text, start, quote),
    );
  }
  const value = peekValue(text, start, quote);
  if (!isSecretUnder(kind, value)) return null;
  // "password: wrong" in a sentence says nothing; in a YAML file, where the name begins the line, it is the password.
  if (
    kind === 'password' &&
    quote === null &&
    isSpaced &&
    !isFirstOnLine &&
    (PLAIN_WORD.test(value) || /^\d{1,3}$/.test(value))
  )
    return null;
  const isArgument = kind === 'password' && quote !== null && text[start - 2] === '(' && /\d/.test(value);
  if (isWeak && !isArgument && !looksRandom(value, 12)) return null;
  return secret(kind === 'password' ? 'password' : 'token', start, readValue(text, start, quote));
}

function judgeHeader(text: string, start: number, quote: string | null): Finding | null {
  const scheme = match(SCHEME, text, start);
  const at = start + scheme.length;
  const isOneWord = SIMPLE_SCHEME.test(scheme) || (scheme === '' && quote === null);
  const head = peekValue(text, at, isOneWord ? null : quote);
  if (
    head.length < 6 ||
    isNoSecret(head) ||
    (!SIMPLE_SCHEME.test(scheme) && WORDS.test(head) && !looksRandom(head))
  )
    return null;
  if (isOneWord) return secret('authorization', at, readValue(text, at, null));
  const rest = quote === null ? match(REST_OF_LINE, text, at) : readValue(text, at, quote);
  return secret('authorization', at, rest.trimEnd());
}

const secret = (kind: string, start: number, value: string): Finding => ({
  start,
  end: start + value.length,
  group: 'secret',
  kind,
});

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
