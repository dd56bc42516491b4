/**
 * Names of things in a text: what is spelled as only a name is. Pure; the text is plain (see `plain-text.ts`). Names that are
 * ordinary words ("checkout") cannot be told from prose, unless a word beside them says what they are ("the billing
 * service").
 */

const TOKEN = /[\p{L}\p{N}_/@#~][\p{L}\p{N}_.:/@#~=+-]*[\p{L}\p{N}_]|[\p{L}\p{N}_]/gu;
/** Parts of names of services that ordinary compound words do not have. */
const PARTS =
  /^(?:api|db|svc|gateway|worker|cache|queue|server|proxy|cluster|prod|staging|primary|replica|broker|redis|postgres|mysql|kafka|node|pod|cron|store|frontend|backend|app|web|service|nginx|mongo|lb|vm)$/;
const KINDS = '[Ss]ervice|database|cluster|queue|topic|table|pod|host|deployment|namespace';
/** Said of any of them. */
const ORDINARY = new Set(
  (
    'the this that its their same other another each every any no one an our your all both some new old slow own whole single next first ' +
    'second last third main few more most such which what per of and or in to is for by on with worst best healthy unhealthy ' +
    'critical upstream downstream external internal remote central dead busy idle full quiet bad good wrong right likely popular ' +
    'online public production live nearest message job work data target different dependent additional individual active passive ' +
    'failing calling waiting running existing remaining crashing starting working missing depending responding following ' +
    'underlying serving receiving suspect faulty broken down from only as at if when than then it has was be not also'
  ).split(' '),
);
const PARTICIPLE = /(?:ed|able|ful|less|ous)$/;
/** A capital at the beginning of a sentence may be that of a verb. */
const OF_A_KIND = new RegExp(
  `(?<![\\w-])((?:[a-z]|(?<=[\\p{L}\\p{N},;:] )[A-Z])[a-z-]{2,}) (?:${KINDS})(?![\\w-])`,
  'gu',
);
/** Words of our own that look like names. */
const OURS = /^(?:PagerDuty|Firewatch|PromQL|LogQL|TraceQL|e\.g|i\.e|a\.m|p\.m|and\/or|I\/O|N\/A|n\/a)$/;
const EVIDENCE_ID = /^E\d{1,4}$/;

/**
 * What stands as a name, what may be one or an ordinary compound (`payments-canary`, `read-only`), and the text without the
 * names (blanks in their place), so that no digits of theirs are read as numbers.
 */
export function readNames(text: string): { names: string[]; likeNames: string[]; rest: string } {
  const names: string[] = [];
  const likeNames: string[] = [];
  for (const [, word = ''] of text.matchAll(OF_A_KIND))
    if (!ORDINARY.has(word.toLowerCase()) && !PARTICIPLE.test(word)) names.push(word);
  const rest = text.replace(TOKEN, (token) => {
    if (/^\p{L}+(?:-\p{L}+)+$/u.test(token) && !isName(token)) likeNames.push(token);
    if (OURS.test(token) || !isName(token)) return token;
    const ids = token.split(/[-/+]/);
    names.push(...(ids.every((id) => EVIDENCE_ID.test(id)) ? ids : [token]));
    return ' '.repeat(token.length);
  });
  return { names, likeNames, rest };
}

/** A number with a unit is none: 41ms, 2x, 12k/s, 71/100, 3-5, 1e-3. */
const MEASURE =
  /^[~+-]?\d[\d.,]*(?:e[+-]?\d+)?(?:%|[a-zμ]{1,3}|[KMGT]i?B|st|nd|rd|th|fold|-?fold)?(?:\/[a-z]{1,7})?$|^\d[\d.,]*(?:[kKMG]|[a-z%]{0,3})?[-/:]\d[\d.,]*(?:[kKMG]|[a-z%]{0,3})?$/;
const VERSION = /^v?\d+(?:\.\d+){2,}(?:[-+.]\w+)*$|^v\d+(?:\.\d+)*$/i;

/** Of operating systems, all of capitals: ECONNREFUSED, SIGKILL. */
const SYSTEM_ERROR =
  /^(?:E(?:CONN|HOST|NET|TIMEDOUT|PIPE|ADDR|MFILE|NFILE|NOSPC|NOMEM|NOTFOUND|AGAIN|NOENT|ACCES|PERM)[A-Z]*|SIG[A-Z]{3,4})$/;

/** Of a rate, written apart from its number. */
const PER_TIME = /^\/(?:s|sec|seconds?|min|minutes?|h|hours?|d|days?)$/i;

function isName(token: string): boolean {
  if (VERSION.test(token)) return true;
  if (MEASURE.test(token)) return false;
  if (isMixedScript(token)) return true;
  if (/\p{L}/u.test(token) && /\p{N}/u.test(token)) return !isMeasuredCompound(token);
  if (/^\d+(?:\.\d+){3}(?::\d+)?$/.test(token)) return true;
  if (/\w_\w/.test(token) || (/^\/\w/.test(token) && !PER_TIME.test(token)) || /^[@#]\w/.test(token))
    return true;
  if (/\p{L}\.\p{L}{2,}/u.test(token) || /\p{L}:\p{L}/u.test(token) || token.includes('=')) return true;
  if (/\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}{2}/u.test(token)) return true;
  if (/\w@\w/.test(token) || SYSTEM_ERROR.test(token)) return true;
  if (/[/#+~]/.test(token)) return token.split(/[/#+~]/).some(isName);
  return (
    token.includes('-') &&
    token
      .toLowerCase()
      .split('-')
      .some((part) => PARTS.test(part))
  );
}

/** "16-second", "5-minute", "3-node", "4-fold": a number and a word. */
function isMeasuredCompound(token: string): boolean {
  return /^\d+(?:\.\d+)?-(?:[a-z]{3,})$/.test(token);
}

/** A Cyrillic о in a Latin name is there to deceive, and so are small capitals and other letters of phonetics. */
function isMixedScript(token: string): boolean {
  if (/[a-z]/i.test(token) && /[\u0180-\u02AF\u1D00-\u1DBF\u2C60-\u2C7F\uA720-\uA7FF]/.test(token))
    return true;
  return /\p{Script=Latin}/u.test(token) && /[^\P{L}\p{Script=Latin}]/u.test(token.replace(/μ/g, ''));
}

/** The same for spellings of one name: `Orders_DB`, `orders-db` and `ordersDb`; a version with and without its v. */
export function canonicalName(name: string): string {
  const lower = name
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/(?<=\p{L})-(?=\p{L})/gu, '')
    .replace(/^[@#~]|[.:]+$/g, '');
  return VERSION.test(name) ? lower.replace(/^v/, '') : lower;
}

/** Every word of a text that a name may be found by, whole and in its parts. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(TOKEN)].flatMap(([token]) => {
    const parts = token.split(/[/:=@,+#~]/);
    return [token, ...parts, ...parts.flatMap((part) => (VERSION.test(part) ? [] : part.split('.')))]
      .filter((part) => part !== '')
      .map(canonicalName);
  });
}
