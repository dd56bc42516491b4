/**
 * Reads what a model sent as its report. Lengths are cut rather than refused (a long sentence is no reason to lose an
 * answer), and what weak models often leave out or spell differently is mended; shape and types must be right.
 */
import { cut } from '../../shared/text.js';
import { Report } from './report.js';

export type ReportReading =
  | { readonly isOk: true; readonly report: Report }
  /** What is wrong, for the model. Holds no text of its answer. */
  | { readonly isOk: false; readonly problems: string };

export function readReport(raw: unknown): ReportReading {
  const parsed = Report.safeParse(fit(raw));
  if (parsed.success) return { isOk: true, report: parsed.data };
  const problems = parsed.error.issues
    .slice(0, 6)
    .map((issue) => `${issue.path.join('.') || 'report'}: ${issue.message}`);
  return { isOk: false, problems: problems.join('; ') };
}

/** The report inside a plain text answer: the JSON object it consists of, or contains in a code fence. */
export function readReportFromText(text: string): ReportReading {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start === -1 || end < start) return { isOk: false, problems: 'there was no report in the answer' };
  try {
    return readReport(JSON.parse(text.slice(start, end + 1)));
  } catch {
    return { isOk: false, problems: 'the answer was not valid JSON' };
  }
}

/** Cuts strings and lists to the schema's maxima and drops ids that cannot be evidence ids. */
function fit(raw: unknown): unknown {
  if (!isRecord(raw)) return raw;
  const { cause, hypotheses, ruledOut } = raw;
  return {
    ...raw,
    summary: clean(raw['summary'], 600),
    cause: isRecord(cause)
      ? {
          ...cause,
          service: clean(cause['service'] ?? null, 200),
          component: clean(cause['component'] ?? null, 200),
          mechanism: clean(cause['mechanism'], 400),
          evidenceIds: ids(cause['evidenceIds']),
        }
      : (cause ?? null),
    hypotheses: list(concat(hypotheses ?? [], ruledOut), 6, fitHypothesis),
    claims: list(raw['claims'], 8, (claim) =>
      isRecord(claim)
        ? { ...claim, text: clean(claim['text'], 400), evidenceIds: ids(claim['evidenceIds']) }
        : claim,
    ),
    missing: list(raw['missing'] ?? [], 6, (item) => clean(item, 200)),
    nextSteps: list(raw['nextSteps'] ?? [], 6, (item) => clean(item, 300)),
  };
}

/** A list of ruled-out causes beside the hypotheses is common, and means what it says. */
function concat(hypotheses: unknown, ruledOut: unknown): unknown {
  if (!Array.isArray(hypotheses) || !Array.isArray(ruledOut)) return hypotheses;
  return [
    ...hypotheses,
    ...ruledOut.map((item) => (isRecord(item) ? { status: 'ruled out', ...item } : item)),
  ];
}

function fitHypothesis(item: unknown): unknown {
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

function list(value: unknown, max: number, each: (item: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.slice(0, max).map(each) : value;
}

function ids(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const shaped = value.filter((id) => typeof id === 'string' && /^E\d{1,4}$/.test(id));
  return [...new Set(shaped)].slice(0, 12);
}

/** Control characters and runs of white space become one space, so that no text can fake a layout. */
function clean(value: unknown, max: number): unknown {
  if (typeof value !== 'string') return value;
  const line = value
    .slice(0, max * 4)
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return cut(line, max);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
