/**
 * Makes what a model sent fit the report's schema where its meaning is plain: weak models write `root_cause`, `"E3, E7"`,
 * `"80 %"`, one string for a list of one. Nothing is guessed: what has no plain meaning stays, and is refused.
 */
import { cut } from '../../shared/text.js';

/** Names without case and punctuation, and the field that is meant. */
const FIELDS: Readonly<Record<string, string>> = {
  summary: 'summary',
  cause: 'cause',
  rootcause: 'cause',
  hypotheses: 'hypotheses',
  hypothesis: 'hypotheses',
  ruledout: 'ruledOut',
  ruledoutcauses: 'ruledOut',
  claims: 'claims',
  missing: 'missing',
  missingevidence: 'missing',
  nextsteps: 'nextSteps',
  service: 'service',
  component: 'component',
  mechanism: 'mechanism',
  confidence: 'confidence',
  evidenceids: 'evidenceIds',
  evidence: 'evidenceIds',
  status: 'status',
  why: 'why',
  reason: 'why',
  supports: 'supports',
  supportedby: 'supports',
  contradicts: 'contradicts',
  contradictedby: 'contradicts',
  text: 'text',
  claim: 'text',
  statement: 'text',
};
const PARTS = new Set(['summary', 'cause', 'hypotheses', 'ruledOut', 'claims', 'missing', 'nextSteps']);

/** Cuts strings and lists to the schema's maxima and drops ids that cannot be evidence ids. */
export function fitReport(raw: unknown): unknown {
  const report = named(unwrapped(raw));
  if (!isRecord(report)) return report;
  const { cause, hypotheses, ruledOut } = report;
  return {
    summary: clean(report['summary'], 600),
    // Left out altogether it may stand under another name; only null says that none can be named.
    cause: fitCause(cause),
    hypotheses: items(concat(items(hypotheses), ruledOut), 6, fitHypothesis),
    claims: items(report['claims'], 8, fitClaim),
    missing: items(report['missing'], 6, (item) => clean(item, 200)),
    nextSteps: items(report['nextSteps'], 6, (item) => clean(item, 300)),
  };
}

/** How many of its fields no report has. */
export function unknownFields(raw: unknown): number {
  const report = named(unwrapped(raw));
  return isRecord(report) ? Object.keys(report).filter((name) => !PARTS.has(name)).length : 0;
}

/** `{"report": {…}}` */
function unwrapped(raw: unknown): unknown {
  if (!isRecord(raw)) return raw;
  const [[name, only] = [], ...others] = Object.entries(raw);
  return others.length === 0 && name !== undefined && !PARTS.has(fieldOf(name)) && isRecord(only)
    ? only
    : raw;
}

function fitCause(value: unknown): unknown {
  if (typeof value === 'string') return fitCause({ mechanism: value });
  const cause = named(value);
  if (!isRecord(cause)) return cause;
  return {
    service: clean(cause['service'] ?? null, 200),
    component: clean(cause['component'] ?? null, 200),
    mechanism: clean(cause['mechanism'], 400),
    confidence: shareOf(cause['confidence']),
    evidenceIds: ids(cause['evidenceIds']),
  };
}

function fitClaim(value: unknown): unknown {
  const claim = named(value);
  return isRecord(claim)
    ? { text: clean(claim['text'], 400), evidenceIds: ids(claim['evidenceIds']) }
    : claim;
}

/** A list of ruled-out causes beside the hypotheses is common, and means what it says. */
function concat(hypotheses: unknown, ruledOut: unknown): unknown {
  const more = items(ruledOut);
  if (!Array.isArray(hypotheses) || !Array.isArray(more)) return hypotheses;
  return [...hypotheses, ...more.map((item) => (isRecord(item) ? { status: 'ruled out', ...item } : item))];
}

function fitHypothesis(value: unknown): unknown {
  const item = named(value);
  if (!isRecord(item)) return item;
  const status = statusOf(item['status']);
  const cited = ids(item['evidenceIds'] ?? []);
  return {
    cause: clean(item['cause'], 200),
    status,
    why: clean(item['why'], 300),
    supports: ids(item['supports'] ?? (status === 'ruled out' ? [] : cited)),
    contradicts: ids(item['contradicts'] ?? (status === 'ruled out' ? cited : [])),
  };
}

/** `Ruled_Out` and `rejected` are what they say; what is none of the words is still open. */
function statusOf(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? 'possible';
  const words = value
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim();
  if (/^(?:ruled out|rejected|excluded|discarded|refuted|unlikely)/.test(words)) return 'ruled out';
  return /^(?:likely|most likely|confirmed)/.test(words) ? 'likely' : 'possible';
}

/** `"0.8"`, `"80 %"` and `80` are 0.8. */
function shareOf(value: unknown): unknown {
  const [, digits, percent] =
    typeof value === 'string' ? (/^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(value) ?? []) : [];
  const share = digits === undefined ? value : Number(digits);
  if (typeof share !== 'number') return value;
  return percent === '%' || (share > 1 && share <= 100) ? share / 100 : share;
}

/** One of them alone is a list of one; none is an empty list. */
function items(value: unknown, max = Infinity, each: (item: unknown) => unknown = (item) => item): unknown {
  if (value === undefined || value === null) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.slice(0, max).map(each);
}

function ids(value: unknown): unknown {
  const list = items(value);
  if (!Array.isArray(list)) return value;
  const shaped = list.flatMap((id) => (typeof id === 'string' ? id.split(/[\s,;]+/) : []));
  return [...new Set(shaped.filter((id) => /^E\d{1,4}$/.test(id)))].slice(0, 12);
}

/** Control characters, those that nobody sees, and runs of white space become one space, so that no text can fake a layout. */
function clean(value: unknown, max: number): unknown {
  if (typeof value !== 'string') return value;
  const line = value
    .slice(0, max * 4)
    .replace(/[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu, ' ')
    .trim();
  return cut(line, max);
}

/** With the fields' own names; of two that mean the same the first stays. */
function named(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([name, field]) => [fieldOf(name), field] as const);
  return Object.fromEntries(entries.toReversed());
}

function fieldOf(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  return Object.hasOwn(FIELDS, plain) ? (FIELDS[plain] ?? name) : name;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
