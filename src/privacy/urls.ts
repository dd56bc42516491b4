/** Secrets inside addresses: user and password before the host, and addresses that are a secret themselves. */
import { isNoSecret, looksRandom } from './values.js';

const HEAD = /[^\s"'`<>/?#]{0,512}/y;
const WHOLE = /[^\s"'`<>]{0,512}/y;
const IS_PORT = /:\d{1,5}$/;

/** The password, or the token in place of a user, in the address whose host part begins at `start` (after `://`). */
export function findUrlPassword(text: string, start: number): { start: number; end: number } | null {
  HEAD.lastIndex = start;
  let head = HEAD.exec(text)?.[0] ?? '';
  if (!head.includes('@')) {
    // A password may hold an unescaped `/`, `?` or `#`: then what follows the colon is no port.
    if (!head.includes(':') || IS_PORT.test(head) || head.startsWith('[')) return null;
    WHOLE.lastIndex = start;
    head = WHOLE.exec(text)?.[0] ?? '';
  }
  const at = head.lastIndexOf('@');
  if (at <= 0) return null;
  const colon = head.indexOf(':');
  if (colon === -1 || colon > at) {
    const user = head.slice(0, at);
    return looksRandom(user) ? { start, end: start + at } : null;
  }
  const password = head.slice(colon + 1, at);
  return isNoSecret(password) ? null : { start: start + colon + 1, end: start + at };
}

const HOOK =
  /^(?!\/)[^\s"'`<>]{0,100}?(?:(?:^|[./_-])(?:web|incoming-?)?hooks?(?:b2)?(?=[./_\d-]|$)|\/services\/|\/bot)/i;
const TELEGRAM = /^bot\d{6,}:[\w-]{30,}$/;

/** The path of an address to which anybody who knows it can post. */
export function findHookPath(text: string, start: number): { start: number; end: number } | null {
  WHOLE.lastIndex = start;
  const address = WHOLE.exec(text)?.[0] ?? '';
  if (!HOOK.test(address)) return null;
  const slash = address.indexOf('/');
  if (slash === -1) return null;
  let at = slash + 1;
  for (const segment of address
    .slice(slash + 1)
    .replace(/[?#].*$/, '')
    .split('/')) {
    const isKey = (looksRandom(segment, 20) && /\d/.test(segment)) || TELEGRAM.test(segment);
    // What follows the first key belongs to it: some have three.
    if (isKey)
      return {
        start: start + at,
        end: start + address.replace(/[?#].*$/, '').replace(/[),.;]+$/, '').length,
      };
    at += segment.length + 1;
  }
  return null;
}
