/** What is recognised by a sign or a form of its own rather than by a name: addresses, phone numbers, web tokens. */
import { readValue } from './assignments.js';
import type { Finding } from './finding.js';
import { findEmail, findPhone } from './personal.js';
import { findDriverPassword, findPasswordHash } from './hashes.js';
import { isSmallLetter, lettersOf } from './units.js';
import { findHookPath, findUrlPassword } from './urls.js';

const OWN_PLACEHOLDER = /<(?:secret|person):[a-z-]{2,40}:\d{1,9}>/y;

/** Where to go on at a `<`: what was replaced before stays as it is. */
export function afterPlaceholder(text: string, at: number): number {
  OWN_PLACEHOLDER.lastIndex = at;
  return OWN_PLACEHOLDER.test(text) ? OWN_PLACEHOLDER.lastIndex : at + 1;
}

const SAID =
  / (?:(?:for|of) [^\s:=]{1,64} )?(?:(?:has been|was|is|now|temporarily|successfully|changed|set|reset|updated|rotated) ){0,4}(?:is|was|to|as)(?::? )["'`]?/y;
/** Whether a word may begin what stands between, by its first letter. */
export const maySay = (code: number) => isSmallLetter(code) && ((SAID_LETTERS >>> (code - 97)) & 1) === 1;
const SAID_LETTERS = lettersOf('iwtfocshru');

/** `the password is …`, `password for bob was changed to …` */
export function findSaidPassword(text: string, end: number): Finding | null {
  SAID.lastIndex = end;
  if (!SAID.test(text)) return null;
  const start = SAID.lastIndex;
  const value = readValue(text, start, null);
  const isOne = value.length >= 6 && /\d/.test(value) && /[A-Za-z]/.test(value);
  return isOne ? { start, end: start + value.length, group: 'secret', kind: 'password' } : null;
}

const DOLLAR = 36;
const TILDE = 126;
const AZURE_BODY = /[\w.~-]{31,34}(?![\w~])/y;

/** Client secrets of Azure: three letters or digits, a digit and `Q` before the first tilde. */
function findAzureSecret(text: string, at: number, floor: number): { start: number; end: number } | null {
  const start = at - 5;
  if (start < floor || !/^[\w~.-]{3}\dQ$/.test(text.slice(start, at))) return null;
  AZURE_BODY.lastIndex = at + 1;
  return AZURE_BODY.test(text) ? { start, end: AZURE_BODY.lastIndex } : null;
}

/** What is around a `://`, `@`, `+`, `$` or `~`; nothing before `done` belongs to it. */
export function atMark(text: string, at: number, code: number, done: number): Finding | null {
  if (code === 58) {
    if (!/\w/.test(text[at - 1] ?? '')) return null;
    const password = findUrlPassword(text, at + 3);
    if (password !== null) return { ...password, group: 'secret', kind: 'url-password' };
    const hook = findHookPath(text, at + 3);
    return hook === null ? null : { ...hook, group: 'secret', kind: 'webhook-url' };
  }
  if (code === DOLLAR) {
    const hash = findPasswordHash(text, at);
    return hash === null ? null : { ...hash, group: 'secret', kind: 'password-hash' };
  }
  if (code === TILDE) {
    const key = findAzureSecret(text, at, done);
    return key === null ? null : { ...key, group: 'secret', kind: 'azure-secret' };
  }
  if (code === 64) {
    const password = findDriverPassword(text, at, done);
    if (password !== null) return { ...password, group: 'secret', kind: 'url-password' };
    const email = findEmail(text, at, done);
    return email === null ? null : { ...email, group: 'person', kind: 'email' };
  }
  return at > 0 && /[\w.]/.test(text[at - 1] ?? '') ? null : person(findPhone(text, at), at, 'phone');
}

export function person(found: { end: number } | null, start: number, kind: string): Finding | null {
  return found === null ? null : { start, end: found.end, group: 'person', kind };
}

const JWT = /eyJ[\w-]{8,}\.[\w-]{2,}(?:\.[\w-]*){0,3}/y;

/** Where the JSON web token (signed or encrypted) that begins at `start` ends. */
export function readJwt(text: string, start: number): number | null {
  JWT.lastIndex = start;
  return JWT.test(text) ? JWT.lastIndex : null;
}
