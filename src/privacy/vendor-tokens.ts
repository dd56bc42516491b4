/** Keys that are known by how they begin, as their makers document it, and keys built the same way by others. */
import { CLASS, DIGIT, JOINT, LETTER } from './units.js';
import { isHex, isUuid, looksRandom } from './values.js';

/** `prefix kind shortest-rest`; the rest is letters, digits and `_ - . =`. */
const TABLE = `
AKIA aws-key 16|ASIA aws-key 16|ABIA aws-key 16|ACCA aws-key 16|AGPA aws-key 16|AIDA aws-key 16|AROA aws-key 16|A3T aws-key 17
AIza google-key 30|ya29. google-token 20|GOCSPX- google-secret 20|1// google-token 30
ghp_ github-token 30|gho_ github-token 30|ghu_ github-token 30|ghs_ github-token 30|ghr_ github-token 30|github_pat_ github-token 20
glpat- gitlab-token 16|gldt- gitlab-token 16|glrt- gitlab-token 16|glcbt- gitlab-token 16|glptt- gitlab-token 16|glft- gitlab-token 16
glimt- gitlab-token 16|glagent- gitlab-token 16|gloas- gitlab-token 16|glsoat- gitlab-token 16|glffct- gitlab-token 16|GR1348941 gitlab-token 16
xoxb- slack-token 10|xoxp- slack-token 10|xoxa- slack-token 10|xoxr- slack-token 10|xoxs- slack-token 10|xoxo- slack-token 10|xoxe- slack-token 10
xoxe. slack-token 10|xoxc- slack-token 10|xoxd- slack-token 10|xapp- slack-token 10
sk_live_ stripe-key 10|sk_test_ stripe-key 10|sk_prod_ stripe-key 10|rk_live_ stripe-key 10|rk_test_ stripe-key 10|rk_prod_ stripe-key 10|whsec_ webhook-secret 16
sk-ant- anthropic-key 16|sk-proj- openai-key 16|sk-svcacct- openai-key 16|sk-admin- openai-key 16|sk-or-v1- openrouter-key 16|sk- api-key 20
npm_ npm-token 30|pypi- pypi-token 30|rubygems_ rubygems-key 30|CLOJARS_ clojars-token 30|oy2 nuget-key 40
SG. sendgrid-key 30|xkeysib- brevo-key 30|xsmtpsib- brevo-key 30|key- mailgun-key 32|pubkey- mailgun-key 32
hvs. vault-token 20|hvb. vault-token 20|hvr. vault-token 20|dp.st. doppler-token 20|dp.pt. doppler-token 20|dp.ct. doppler-token 20|dp.sa. doppler-token 20
dop_v1_ digitalocean-token 30|doo_v1_ digitalocean-token 30|dor_v1_ digitalocean-token 30
shpat_ shopify-token 20|shpca_ shopify-token 20|shppa_ shopify-token 20|shpss_ shopify-token 20
PMAK- postman-key 30|NRAK- newrelic-key 20|NRJS- newrelic-key 16|NRAL- newrelic-key 16|NRII- newrelic-key 20|NRRA- newrelic-key 20
glc_ grafana-token 20|glsa_ grafana-token 20|sntrys_ sentry-token 20|sntryu_ sentry-token 20|lin_api_ linear-key 20|lin_oauth_ linear-key 20
hf_ huggingface-token 25|api_org_ huggingface-token 25|r8_ replicate-token 25|gsk_ groq-key 25|xai- xai-key 25|pplx- perplexity-key 25|figd_ figma-token 20
dapi databricks-token 32|pul- pulumi-token 32|pscale_ planetscale-token 25|rdme_ readme-key 30|sgp_ sourcegraph-token 30|fo1_ fly-token 20|FlyV1 fly-token 20
EAAA facebook-token 20|EAAC facebook-token 20|EAAM facebook-token 20|sq0 square-token 20|EZAK easypost-key 30|EZTK easypost-key 30
AGE-SECRET-KEY-1 age-key 20|ops_eyJ onepassword-token 30|A3- onepassword-key 28|ATATT3 atlassian-token 30|ATCTT3 atlassian-token 30|ATBB bitbucket-token 20
dt0c01. dynatrace-token 20|dt0s01. dynatrace-token 20|dt0s16. dynatrace-token 20|CFPAT- contentful-token 20|tfp_ typeform-token 20|ntn_ notion-token 20
secret_ notion-token 35|tskey- tailscale-key 15|lsv2_ langsmith-key 20|nvapi- nvidia-key 30|AKC artifactory-key 30|cmVmd artifactory-token 30
shippo_ shippo-token 20|FLWSECK flutterwave-key 12|FLWPUBK flutterwave-key 12|prct lob-key 20|LTAI alibaba-key 12|AKID tencent-key 30
pat- pat 30|phc_ posthog-key 25|phx_ posthog-key 25|rpa_ runpod-key 20|CCIPAT_ circleci-token 20|bkua_ buildkite-token 20|sbp_ supabase-token 20
squ_ sonar-token 30|sqp_ sonar-token 30|sqa_ sonar-token 30|vercel_blob_rw_ vercel-token 20|pcsk_ pinecone-key 30|cflt confluent-key 50|nfp_ netlify-token 30
rnd_ render-key 25|rlwy_ railway-token 25|HRKU-AA heroku-key 40|ico- infracost-key 25|sk_sbox_ checkout-key 20|pk_sbox_ checkout-key 20|rzp_live_ razorpay-key 12|rzp_test_ razorpay-key 12
dckr_pat_ docker-token 20|dckr_oat_ docker-token 20|FwoGZXIvYXdz aws-session-token 40|IQoJb3JpZ2lu aws-session-token 40|duffel_live_ duffel-token 30|duffel_test_ duffel-token 30
AQVN yandex-key 30|t1. yandex-token 80|pnu_ prefect-key 30|snyk_uat. snyk-token 20|fastly_ fastly-token 25|mdb_sa_sk_ mongodb-key 20|SWMTKN-1- swarm-token 40|ATTA trello-token 60
wrkeu- workato-token 20|wrkus- workato-token 20|hbp_ honeybadger-key 25|sntrya_ sentry-token 20|live_ mollie-key 28|fw_ fireworks-key 20|csk- cerebras-key 30
v2.local. paseto 40|v4.local. paseto 40|v3.local. paseto 40|sl.u. dropbox-token 60|sl. dropbox-token 100|tvly- tavily-key 20|fc- firecrawl-key 30|jina_ jina-key 30
v1.0- cloudflare-key 30|pk_live_ publishable-key 16|pk_test_ publishable-key 16|tk-us- sumo-token 30|p8e- api-key 32|fio-u- frameio-token 30
`
  .trim()
  .split(/[|\n]/)
  .map((row) => {
    const [prefix = '', kind = '', rest = '0'] = row.split(' ');
    return { prefix, kind, rest: Number(rest) };
  })
  .sort((one, other) => other.prefix.length - one.prefix.length);

const pair = (first: number, second: number) => first * 128 + second;
const BY_PAIR: (typeof TABLE | undefined)[] = Array.from({ length: 128 * 128 });
for (const row of TABLE) {
  const at = pair(row.prefix.charCodeAt(0), row.prefix.charCodeAt(1));
  BY_PAIR[at] = [...(BY_PAIR[at] ?? []), row];
}
/** Which three units they begin with, five bits of each: looked up for every word, so it must cost nothing. */
const IS_BEGIN = new Uint8Array(32 ** 3);
const begin = (one: number, two: number, three: number) =>
  ((one & 31) << 10) | ((two & 31) << 5) | (three & 31);
for (const { prefix } of TABLE)
  IS_BEGIN[begin(prefix.charCodeAt(0), prefix.charCodeAt(1), prefix.charCodeAt(2))] = 1;

/** False when surely no key begins at `start`. */
export function mayBeginVendorToken(codes: Uint16Array, start: number): boolean {
  return IS_BEGIN[begin(codes[start] ?? 0, codes[start + 1] ?? 0, codes[start + 2] ?? 0)] === 1;
}

/** Letters alone may begin a stretch of a long base64 text; the form of keys of AWS is too special for that. */
const IN_BASE64 = /^[A-Za-z\d+/]{7}[+/]$/;
const REST_START = /[\w.=-]{0,256}/y;
const REST = /[\w.=-]*/y;

/** The key that begins at `start`, where a word begins. */
export function findVendorToken(text: string, start: number): { end: number; kind: string } | null {
  const second = text.charCodeAt(start + 1);
  const at = pair(text.charCodeAt(start), second);
  if (second > 127) return null;
  const third = text.charCodeAt(start + 2);
  for (const { prefix, kind, rest } of BY_PAIR[at] ?? []) {
    if (prefix.charCodeAt(2) !== third || !text.startsWith(prefix, start)) continue;
    if (
      kind !== 'aws-key' &&
      !/[_.-]/.test(prefix) &&
      IN_BASE64.test(text.slice(Math.max(0, start - 8), start))
    )
      continue;
    const body = start + prefix.length;
    REST_START.lastIndex = body;
    const head = REST_START.exec(text)?.[0] ?? '';
    if (head.length < rest || !isDrawnByLot(head.replace(/[.-]$/, ''))) continue;
    REST.lastIndex = body;
    const tail = REST.exec(text)?.[0] ?? '';
    return { end: body + tail.length - (/[.-]$/.test(tail.slice(-1)) ? 1 : 0), kind };
  }
  return null;
}

/** Long enough to be a key and not a word: prefixes such as `key-` also begin ordinary names. */
function isDrawnByLot(tail: string): boolean {
  const sample = tail.slice(0, 200);
  return (
    !isUuid(sample) &&
    (/\d/.test(sample)
      ? looksRandom(sample, 10)
      : /[a-z]/.test(sample) && /[A-Z]/.test(sample) && looksRandom(sample, 16))
  );
}

const MARKED =
  /^(?:[a-z][a-z0-9]{0,15}[_-])*(?:sk|pat|key|apikey|token|tok|tkn|secret|sec|oauth|cred|accesskey)(?:[_-][a-z0-9]{1,6}){0,2}[_-]([A-Za-z0-9]{16,})$/i;
const STAGED = /^[a-z]{2,12}_(?:[a-z]{2,6}_)?(?:live|test|prod|api|v1|v2|admin|access)_([A-Za-z0-9]{20,})$/;
/** Prefixes before a UUID that is a key: of Heroku, LaunchDarkly, Plaid. */
const BEFORE_UUID = /^(?:HRKU|sdk|mob|access-(?:production|development|sandbox))-([\da-f-]{36})$/;
/** `re_` begins ordinary ids too; keys have two parts. */
const RESEND = /^re_[A-Za-z\d]{8}_[A-Za-z\d]{24}$/;
const TWILIO = /^SK[\da-f]{32}$/;
const OPEN_END =
  /^(?:[a-z][a-z0-9]{0,15}[_-])*(?:sk|pat|key|apikey|token|secret|live|prod)[_-]([\w-]{20,})$/i;
const SHORT_PREFIX = /^[a-z]{2,6}_([A-Za-z0-9]{30,})$/;
const THREE_CLASSES = /^(?=.{0,200}[a-z])(?=.{0,200}[A-Z])(?=.{0,200}\d)/;

/** Letters and digits at the end of every such key, at least. */
const SHORTEST_END = 16;
/** What the others have in common: letters of both cases and digits, or a UUID behind a prefix. */
const ALL_SORTS = LETTER | DIGIT;
const LONGER_THAN_UUID = 40;
/** `SK` and 32 digits, without a sign between. */
const TWILIO_LENGTH = 34;

/** False when the word, of units of the sorts `bits`, is surely no key of an unknown maker. */
export function mayBeToken(codes: Uint16Array, start: number, end: number, bits: number): boolean {
  if ((bits & JOINT) === 0)
    return end - start === TWILIO_LENGTH && codes[start] === 83 && codes[start + 1] === 75;
  if ((bits & ALL_SORTS) === ALL_SORTS) return true;
  if (end - start >= LONGER_THAN_UUID) return true;
  for (let at = end - SHORTEST_END; at < end; at += 1)
    if (((CLASS[codes[at] ?? 0] ?? 0) & (LETTER | DIGIT)) === 0) return false;
  return true;
}

/** Keys of makers we do not know: a prefix that says what it is (`acme_sk_…`), or a short one before a long draw. */
export function isTokenOfUnknownVendor(word: string): boolean {
  if (word.length > 300) return false;
  if (RESEND.test(word) || TWILIO.test(word) || isUuid(BEFORE_UUID.exec(word)?.[1] ?? '')) return true;
  const openEnd = OPEN_END.exec(word)?.[1];
  if (openEnd !== undefined && THREE_CLASSES.test(openEnd) && looksRandom(openEnd)) return true;
  const marked = MARKED.exec(word)?.[1];
  if (marked !== undefined) return looksRandom(marked) && /\d/.test(marked);
  const staged = STAGED.exec(word)?.[1];
  if (staged !== undefined) return looksRandom(staged) && !isHex(staged);
  const draw = SHORT_PREFIX.exec(word)?.[1];
  return draw !== undefined && THREE_CLASSES.test(draw) && looksRandom(draw);
}
