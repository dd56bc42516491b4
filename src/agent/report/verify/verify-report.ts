/**
 * Holds every statement of a report against the data. Pure. A statement is verified when all numbers and times that it states
 * are in the evidence it cites, and all names and queries in something that was read; what cites nothing (the summary and
 * the next steps) is held against everything that was read.
 */
import type { Evidence } from '../../../incidents/evidence.js';
import { cut } from '../../../shared/text.js';
import { decidedBy, type Report } from '../report.js';
import { corpusOfEvidence, corpusOfSearches, corpusOfTexts } from './corpus.js';
import { findUnsupported, type Sources } from './find-unsupported.js';
import type { StatementPlace, UnverifiedStatement, Verification } from './verification.js';

/** Shown beside a statement. */
const MAX_NOT_FOUND = 4;
const MAX_WRITTEN = 80;

interface Statement {
  readonly place: StatementPlace;
  readonly text: string;
  /** Null where it cites nothing because it cannot. */
  readonly evidenceIds: readonly string[] | null;
}

export interface Seen {
  /** All evidence of the incident, by id. */
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** Whatever else was read: the briefing and the answers of tools. */
  readonly read: readonly string[];
}

/** `dropped`: how many statements were left out before, because they cited nothing that exists. */
export function verifyReport(report: Report, { evidence, read }: Seen, dropped = 0): Verification {
  const everything = corpusOfTexts(read, [...evidence.values()]);
  const inVain = corpusOfSearches([...evidence.values()]);
  const corpora = new Map<string, Pick<Sources, 'cited' | 'searched'>>();
  const citedBy = (ids: readonly string[]) => {
    const key = ids.toSorted().join();
    const items = ids.flatMap((id) => evidence.get(id) ?? []);
    const sources = corpora.get(key) ?? {
      cited: corpusOfEvidence(items),
      searched: corpusOfSearches(items),
    };
    corpora.set(key, sources);
    return sources;
  };
  const checked = statementsOf(report).flatMap(({ place, text, evidenceIds }) => {
    const near = evidenceIds === null ? { cited: null, searched: inVain } : citedBy(evidenceIds);
    const finding = findUnsupported(text, { ...near, read: everything });
    return evidenceIds === null && finding.checked === 0 ? [] : [{ place, ...finding }];
  });
  const unverified = checked.flatMap(({ place, notFound }): UnverifiedStatement[] =>
    notFound.length === 0
      ? []
      : [{ ...place, notFound: notFound.slice(0, MAX_NOT_FOUND).map((each) => cut(each, MAX_WRITTEN)) }],
  );
  return {
    statements: checked.length + dropped,
    verified: checked.length - unverified.length,
    dropped,
    unverified,
  };
}

function statementsOf({ summary, cause, hypotheses, claims, nextSteps }: Report): Statement[] {
  return [
    { place: { part: 'summary' }, text: summary, evidenceIds: null },
    ...(cause
      ? [{ place: { part: 'cause' as const }, text: cause.mechanism, evidenceIds: cause.evidenceIds }]
      : []),
    ...claims.map(({ text, evidenceIds }, index) => ({
      place: { part: 'claim' as const, index },
      text,
      evidenceIds,
    })),
    ...hypotheses.map((one, index) => ({
      place: { part: 'hypothesis' as const, index },
      text: `${one.cause}. ${one.why}`,
      evidenceIds: decidedBy(one),
    })),
    ...nextSteps.map((text, index) => ({
      place: { part: 'nextStep' as const, index },
      text,
      evidenceIds: null,
    })),
  ];
}
