/** What the name beside a value says of it: `DB_PASSWORD`, `x-api-key`, `stripeToken`, `client secret`. */
import { CLASS, DIGIT, LETTER, LOWER, UPPER } from './units.js';
import { looksRandom } from './values.js';
import { VENDOR_WORDS } from './vendors.js';

/**
 * `password`: any value is secret. `credential`: values that are no plain words. `header`: an HTTP authorization header.
 * `cookie`: all cookies of a request. `vendor`, `hint`: only values that look drawn by lot, under `hint` no hashes either.
 * `about`: the name of something that is no secret. `none`: the name says nothing.
 */
export type NameKind = 'password' | 'credential' | 'header' | 'cookie' | 'vendor' | 'hint' | 'about' | 'none';

const PASSWORD =
  /(?:password|passwd|passphrase|passwort|passcode|kennwort|wachtwoord|contrasena|motdepasse|senha)s?$|^(?:pwd|pass|passe|psw|pw|psk)$|pwd$|^(?:user|require|key|store|keystore|truststore|db|root|admin|ssh|smtp|sudo|bind)pass$/;
const CREDENTIAL =
  /(?:secret|token|apikey|secretkey|accesskey|privatekey|authkey|signingkey|encryptionkey|masterkey|accountkey|sharedkey|credential|credentials|jwt|otp|clientsecret|skey|masterauth|aspxauth)s?$/;
const KEY_BEFORE =
  /^(?:api|app|application|secret|access|private|auth|signing|signature|encryption|encrypt|crypto|master|account|shared|service|server|client|admin|deploy|license|licence|integration|ingest|ingestion|write|read|rest|webhook|session|hmac|aes|rsa|ssh|pgp|root|storage|personal|merchant|user|vault|primary|secondary|consumer|subscription|functions|host|project|live|test|restricted|publishable)$/;
const HINT =
  /^(?:key|keys|auth|authentication|authorization|sig|signature|session|sid|sessionid|sess|jsessionid|phpsessid|cred|creds|bearer|basic|pat|dsn|webhook|hook|hooks|webhooks|salt|seed|login|oauth|sso|refresh|code|pin|pem|certificate|hmac|apikeys|connstr|phrase|encrypt|mnemonic)$/;
/** Words after which the name speaks about a secret instead of holding it. */
const ABOUT =
  /^(?:type|types|count|counts|name|names|len|length|size|limit|limits|usage|used|ttl|expires|expiry|expiration|expired|expire|exp|version|url|uri|path|file|filename|dir|status|state|index|policy|rotation|age|provider|endpoint|issuer|format|budget|total|remaining|max|min|rate|bucket|error|errors|id|ids|arn|ref|reference|valid|enabled|required|at|ms|seconds|time|timestamp|date|hint|strength|reset|attempts|field|prompt|cost|hash|digest|fingerprint|checksum|sha|sha1|sha256|md5|commit|revision|rev|trace|span|request|req|correlation|uuid|guid|etag|image|layer|build|blob|tag|node|pod|container|host|hostname|zone|region|cluster|instance|cache|partition|sort|routing|idempotency|foreign|object|row|public|message|group|topic|dedup|js|ts|mjs|java|py|go|rb)$/;

/** What keys of maps, tables, queues and stores are named after; they tell where something is, and open nothing. */
const KEY_OF_DATA =
  /^(?:the|a|this|no|for|of|by|in|map|dict|hash|hashed|table|row|column|record|item|entry|node|event|message|msg|kafka|order|user|customer|client|account|tenant|product|cart|document|doc|file|blob|bucket|s3|redis|memcached|store|label|tag|metric|config|job|task|lock|rate|limit|shard|group|grouping|index|primary|unique|composite|range|min|max|start|end|last|next|first|prev|new|old|left|right|json|yaml|query|param|header|field|property|prop|attr|attribute|translation|i18n|locale|lookup|search|filter|join|merge|batch|dedupe|deduplication|request|response|correlation|trace|span|host|pod|key|storage|image|layer|commit|build|session|page|cursor|offset|continuation)$/;

/** `cronitor_key`: a name of two words at least, the last of which is `key`. */
function isKeyOfSomebody(words: readonly string[]): boolean {
  return words.length >= 2 && words.at(-1) === 'key' && !KEY_OF_DATA.test(words.at(-2) ?? '');
}

/** Judges the name between two places of a text, given also as its units. */
export type NameJudge = (text: string, codes: Uint16Array, start: number, end: number) => NameKind;

/** Groups of two places, of which a name has one: a power of two, and what is left of a hash of 32 bits for it. */
const GROUPS = 1024;
const GROUP_SHIFT = 32 - Math.log2(GROUPS);
/** Longer names are rare, and judged anew. */
const LONGEST_REMEMBERED = 32;

/** A judge that remembers the names it has seen: logs repeat few of them very often. They are compared unit by unit. */
export function createNameJudge(): NameJudge {
  const units = new Uint16Array(2 * GROUPS * LONGEST_REMEMBERED);
  const lengths = new Uint8Array(2 * GROUPS);
  const kinds: NameKind[] = Array.from({ length: 2 * GROUPS }, () => 'none');
  let turn = 0;

  const isAt = (place: number, codes: Uint16Array, start: number, length: number): boolean => {
    if (lengths[place] !== length) return false;
    const offset = place * LONGEST_REMEMBERED;
    for (let index = 0; index < length; index += 1)
      if (units[offset + index] !== codes[start + index]) return false;
    return true;
  };

  return (text, codes, start, end) => {
    const length = end - start;
    if (length > LONGEST_REMEMBERED) return classifyName(text.slice(start, end));
    let hash = length;
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + (codes[at] ?? 0)) | 0;
    const first = 2 * (Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> GROUP_SHIFT);
    if (isAt(first, codes, start, length)) return kinds[first] ?? 'none';
    if (isAt(first + 1, codes, start, length)) return kinds[first + 1] ?? 'none';
    const kind = classifyName(text.slice(start, end));
    turn ^= 1;
    const place = first + turn;
    kinds[place] = kind;
    lengths[place] = length;
    units.set(codes.subarray(start, end), place * LONGEST_REMEMBERED);
    return kind;
  };
}

/** @param name at most 120 characters; longer ones are no names. */
export function classifyName(name: string): NameKind {
  if (name.length < 2 || name.length > 120) return 'none';
  // Names of letters alone are words, in whatever case they are written.
  if (name.length >= 20 && /\d/.test(name) && looksRandom(name, 20)) return 'about';
  const words = splitWords(name);
  const last = words.at(-1) ?? '';
  if (last === 'authorization') return 'header';
  if (last === 'cookie' || last === 'cookies') return 'cookie';
  if (words.includes('secret') && last === 'id') return 'credential';
  if (last === 'signature' && /^(?:amz|goog)$/.test(words.at(-2) ?? '')) return 'credential';
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
  if (kind !== 'none' && kind !== 'hint') return kind;
  return hasVendor(words) || isKeyOfSomebody(words) ? 'vendor' : kind;
}

/** The shortest of their names, and as many letters of each as `IS_VENDOR_BEGIN` knows. */
const VENDOR_FROM = 3;
/** Which three letters a service's name begins with, in either case: most words are told apart by them. */
const IS_VENDOR_BEGIN = new Uint8Array(32 ** VENDOR_FROM);
const threeLetters = (one: number, two: number, three: number) =>
  ((one & 31) << 10) | ((two & 31) << 5) | (three & 31);
for (const word of VENDOR_WORDS)
  IS_VENDOR_BEGIN[threeLetters(word.charCodeAt(0), word.charCodeAt(1), word.charCodeAt(2))] = 1;

/** Whether the text between two places names a service whose keys people hold. Words end as in `splitWords`. */
export function mentionsVendor(text: string, codes: Uint16Array, from: number, to: number): boolean {
  let start = from;
  let before = 0;
  for (let at = from; at <= to; at += 1) {
    const sort = at === to ? 0 : (CLASS[codes[at] ?? 0] ?? 0) & (LETTER | DIGIT);
    const isCamel =
      sort === UPPER &&
      (before === LOWER ||
        before === DIGIT ||
        (before === UPPER && at + 1 < to && CLASS[codes[at + 1] ?? 0] === LOWER));
    if (sort === 0 || isCamel) {
      if (isVendor(text, codes, start, at)) return true;
      start = sort === 0 ? at + 1 : at;
    }
    before = sort;
  }
  return false;
}

function isVendor(text: string, codes: Uint16Array, start: number, end: number): boolean {
  if (end - start < VENDOR_FROM) return false;
  const begin = threeLetters(codes[start] ?? 0, codes[start + 1] ?? 0, codes[start + 2] ?? 0);
  return IS_VENDOR_BEGIN[begin] === 1 && VENDOR_WORDS.has(text.slice(start, end).toLowerCase());
}

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
