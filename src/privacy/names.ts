/** What the name beside a value says of it: `DB_PASSWORD`, `x-api-key`, `stripeToken`, `client secret`. */
import { looksRandom } from './values.js';
import { VENDOR_WORDS } from './vendors.js';

/**
 * `password`: any value is secret. `credential`: values that are no plain words. `header`: an HTTP authorization header.
 * `cookie`: all cookies of a request. `vendor`, `hint`: only values that look drawn by lot, under `hint` no hashes either.
 * `about`: the name of something that is no secret. `none`: the name says nothing.
 */
export type NameKind = 'password' | 'credential' | 'header' | 'cookie' | 'vendor' | 'hint' | 'about' | 'none';

const PASSWORD = /(?:password|passwd|passphrase|passwort|userpass|passcode)s?$|^(?:pwd|pass|psw|pw)$|pwd$/;
const CREDENTIAL =
  /(?:secret|token|apikey|secretkey|accesskey|privatekey|authkey|signingkey|encryptionkey|masterkey|accountkey|sharedkey|credential|credentials|jwt|otp|clientsecret)s?$/;
const KEY_BEFORE =
  /^(?:api|app|application|secret|access|private|auth|signing|signature|encryption|encrypt|crypto|master|account|shared|service|server|client|admin|deploy|license|licence|integration|ingest|ingestion|write|read|rest|webhook|session|hmac|aes|rsa|ssh|pgp|root|storage|personal|merchant|user|vault|primary|secondary|consumer|subscription|functions|host|project|live|test|restricted|publishable)$/;
const HINT =
  /^(?:key|keys|auth|authentication|authorization|sig|signature|session|sid|sessionid|sess|jsessionid|phpsessid|cred|creds|bearer|basic|pat|dsn|webhook|hook|hooks|webhooks|salt|seed|login|oauth|sso|refresh|code|pin|pem|certificate|hmac|apikeys|connstr)$/;
/** Words after which the name speaks about a secret instead of holding it. */
const ABOUT =
  /^(?:type|types|count|counts|name|names|len|length|size|limit|limits|usage|used|ttl|expires|expiry|expiration|expired|expire|exp|version|url|uri|path|file|filename|dir|status|state|index|policy|rotation|age|provider|endpoint|issuer|format|budget|total|remaining|max|min|rate|bucket|error|errors|id|ids|arn|ref|reference|valid|enabled|required|at|ms|seconds|time|timestamp|date|hint|strength|reset|attempts|field|prompt|cost|hash|digest|fingerprint|checksum|sha|sha1|sha256|md5|commit|revision|rev|trace|span|request|req|correlation|uuid|guid|etag|image|layer|build|blob|tag|node|pod|container|host|hostname|zone|region|cluster|instance|cache|partition|sort|routing|idempotency|foreign|object|row|public|message|group|topic|dedup|js|ts|mjs|java|py|go|rb)$/;

/** A power of two. */
const CACHE_SIZE = 4096;

/**
 * A judge of the name between two places of a text, which remembers those it has seen: logs repeat few names very often,
 * and a name that is remembered is compared in place, not cut out.
 */
export function createNameJudge(): (text: string, start: number, end: number) => NameKind {
  const names: (string | undefined)[] = Array.from({ length: CACHE_SIZE });
  const kinds: NameKind[] = Array.from({ length: CACHE_SIZE }, () => 'none');
  return (text, start, end) => {
    let hash = end - start;
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
    const slot = (hash ^ (hash >>> 12)) & (CACHE_SIZE - 1);
    const remembered = names[slot];
    if (remembered !== undefined && remembered.length === end - start && text.startsWith(remembered, start))
      return kinds[slot] ?? 'none';
    const name = text.slice(start, end);
    const kind = classifyName(name);
    names[slot] = name;
    kinds[slot] = kind;
    return kind;
  };
}

/** @param name at most 120 characters; longer ones are no names. */
export function classifyName(name: string): NameKind {
  if (name.length < 2 || name.length > 120) return 'none';
  if (name.length >= 20 && looksRandom(name, 20)) return 'about';
  const words = splitWords(name);
  const last = words.at(-1) ?? '';
  if (last === 'authorization') return 'header';
  if (last === 'cookie' || last === 'cookies') return 'cookie';
  if (words.includes('secret') && last === 'id') return 'credential';
  if (ABOUT.test(last)) return 'about';
  let kind: NameKind = 'none';
  for (const [index, word] of words.entries()) {
    if (PASSWORD.test(word) && index >= words.length - 2) return 'password';
    if (CREDENTIAL.test(word)) kind = 'credential';
    else if (/^keys?$/.test(word) && KEY_BEFORE.test(words[index - 1] ?? '')) kind = 'credential';
    else if (kind === 'none' && HINT.test(word)) kind = 'hint';
  }
  if (
    words.some((word) =>
      /^(?:public|cache|partition|sort|routing|idempotency|foreign|object|dedup)$/.test(word),
    )
  )
    return 'about';
  if ((kind === 'none' || kind === 'hint') && hasVendor(words)) return 'vendor';
  return kind;
}

/** The shortest of their names. */
const VENDOR_FROM = 3;

/** Whether the text between two places names a service whose keys people hold. Words end as in `splitWords`. */
export function mentionsVendor(text: string, from: number, to: number): boolean {
  let start = from;
  let before = 0;
  for (let at = from; at <= to; at += 1) {
    const sort = at === to ? 0 : sortOf(text.charCodeAt(at));
    const isCamel =
      sort === UPPER &&
      (before === LOWER || (before === UPPER && at + 1 < to && isSmall(text.charCodeAt(at + 1))));
    if (sort === 0 || isCamel) {
      if (at - start >= VENDOR_FROM && VENDOR_WORDS.has(text.slice(start, at).toLowerCase())) return true;
      start = sort === 0 ? at + 1 : at;
    }
    before = sort;
  }
  return false;
}

const UPPER = 1;
/** Digits count as lower case. */
const LOWER = 2;
const isSmall = (code: number) => code >= 97 && code <= 122;
const sortOf = (code: number) =>
  isSmall(code) || (code >= 48 && code <= 57) ? LOWER : code >= 65 && code <= 90 ? UPPER : 0;

function hasVendor(words: readonly string[]): boolean {
  return words.some((word) => VENDOR_WORDS.has(word));
}

/** `dbPassword`, `DB_PASSWORD` and `db-password` are all two words, in lower case. */
function splitWords(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}
