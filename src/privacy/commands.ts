/** Passwords behind the short flags of commands that are known to take them: `curl -u bob:x`, `mysql -px`, `sshpass -p x`. */
import { readValue } from './assignments.js';
import type { Finding } from './finding.js';
import type { Position } from './position.js';
import { BLANK, isQuote } from './units.js';
import { isNoSecret, isNumeric } from './values.js';

const HYPHEN = 45;
/** How far before the flag its command may stand, in characters. */
const COMMAND_WITHIN = 160;
const TAKES_PASSWORD =
  /\b(?:sshpass|(?:docker|podman|helm registry|buildah|skopeo|oc|az|cf) login|cqlsh|sqlcmd|bcp|mongo(?:sh|dump|restore)?|unzip|zip|7z|influx|sftp|smbclient|redis-cli|ldap(?:search|modify|add|whoami|passwd|delete)|kinit)\b[^|;&\n]*$/i;
const TAKES_IT_JOINED = /\b(?:mysql\w*|mariadb[\w-]*|7z)\b[^|;&\n]*$/i;
const PASSWORD_FLAGS = new Set(['-p', '-P', '-w', '-a']);
const USER_FLAGS = new Set(['-u', '--user', '--proxy-user', '-U']);
const USER_AND_PASSWORD = /["']?([^\s:"'/]{1,64}):([^\s"'`]{4,128})/y;

/** The word at `here` begins with a hyphen. */
export function findCommandPassword({ text, codes, start, end, lineStart }: Position): Finding | null {
  if (codes[start] !== HYPHEN) return null;
  const before = () => text.slice(Math.max(lineStart, start - COMMAND_WITHIN), start);
  const flag = text.slice(start, Math.min(end, start + 16));
  if (codes[end] === BLANK && USER_FLAGS.has(flag)) return findUser(text, end + 1);
  if (codes[end] === BLANK && PASSWORD_FLAGS.has(flag) && TAKES_PASSWORD.test(before())) {
    const quote = isQuote(codes[end + 1] ?? 0) ? text.charAt(end + 1) : null;
    return password(text, end + (quote === null ? 1 : 2), quote);
  }
  if (flag.startsWith('-p') && flag.length > 4 && TAKES_IT_JOINED.test(before()))
    return password(text, start + 2, null);
  return null;
}

/** `bob:secret`; `1000:1000` and `www-data:www-data` are users and groups. */
function findUser(text: string, at: number): Finding | null {
  USER_AND_PASSWORD.lastIndex = at;
  const found = USER_AND_PASSWORD.exec(text);
  const [whole = '', user = '', value = ''] = found ?? [];
  if (found === null || user === value || /^[a-z_-]*$/i.test(value) || isNumeric(value)) return null;
  if (isNoSecret(value)) return null;
  const start = at + whole.length - value.length;
  return { start, end: at + whole.length, group: 'secret', kind: 'password' };
}

function password(text: string, start: number, quote: string | null): Finding | null {
  const value = readValue(text, start, quote);
  if (value.length < 4 || isNumeric(value) || isNoSecret(value) || /^[-/]/.test(value)) return null;
  return { start, end: start + value.length, group: 'secret', kind: 'password' };
}
