/**
 * Reads what a model sent as its report. Lengths are cut rather than refused (a long sentence is no reason to lose an
 * answer), and what weak models often leave out or spell differently is mended; shape and types must be right.
 */
import { fitReport, unknownFields } from './fit-report.js';
import { Report } from './report.js';

export type ReportReading =
  | { readonly isOk: true; readonly report: Report }
  /** What is wrong, for the model. Holds no text of its answer. */
  | { readonly isOk: false; readonly problems: string };

export function readReport(raw: unknown): ReportReading {
  const parsed = Report.safeParse(fitReport(raw));
  if (parsed.success) return { isOk: true, report: parsed.data };
  const problems = parsed.error.issues
    .slice(0, 6)
    .map((issue) => `${issue.path.join('.') || 'report'}: ${issue.message}`);
  const unknown = unknownFields(raw);
  if (unknown > 0) {
    const known = Object.keys(Report.shape).join(', ');
    problems.push(
      `${unknown === 1 ? 'one field has' : `${unknown} fields have`} another name; they are ${known}`,
    );
  }
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
