/** Which runbook fits: candidates by front matter and text, then their own diagnosis queries asked for each suspect. */
import type { DiagnosedRunbook, DiagnosisResult } from '../analysis/findings.js';
import { formatValue, type Unit } from '../analysis/format-value.js';
import type { Change } from '../incidents/change.js';
import {
  compare,
  fillPlaceholders,
  type ActionCondition,
  type Comparison,
  type DiagnosisQuery,
  type RunbookMatch,
} from '../incidents/runbook.js';
import type { EvidenceQueries } from './evidence-queries.js';

const MAX_QUERIES_PER_RUNBOOK = 8;

/** A service to ask the runbooks about. */
export interface Diagnosed {
  readonly service: string;
  /** 0–1: how likely the trouble began here, the first suspect being 1. */
  readonly likelihood: number;
  /** Unix seconds when it began to misbehave. */
  readonly onset: number;
}

export interface DiagnosisQuestion {
  readonly matches: readonly RunbookMatch[];
  /** Best first. */
  readonly services: readonly Diagnosed[];
  readonly changes: readonly Change[];
  readonly window: string;
  readonly at: Date;
  /** How exactly onsets are known, in seconds. */
  readonly toleranceSeconds: number;
  readonly deadlineMs: number;
}

/** A check with what is needed to record it as an observation. */
export interface RunbookCheck extends DiagnosisResult {
  readonly query: string;
  readonly why: string;
  readonly value: number | null;
}

export interface RunbookFit extends Omit<DiagnosedRunbook, 'checks'> {
  readonly checks: readonly RunbookCheck[];
}

/** Every (runbook, service) pair, best first. Without `queries` nothing can be asked and only the match counts. */
export async function diagnoseRunbooks(
  queries: EvidenceQueries | null,
  question: DiagnosisQuestion,
): Promise<readonly RunbookFit[]> {
  const pairs = question.services.flatMap((service) =>
    question.matches
      .filter(({ runbook }) => {
        const { services } = runbook.match;
        return services.length === 0 || services.includes(service.service);
      })
      .map((match) => ({ match, service })),
  );
  const fits = await Promise.all(
    pairs.map(async ({ match, service }) => diagnose(queries, match, service, question)),
  );
  return fits.sort(
    (a, b) =>
      b.score - a.score ||
      (a.runbookId < b.runbookId ? -1 : a.runbookId > b.runbookId ? 1 : 0) ||
      (a.service < b.service ? -1 : 1),
  );
}

async function diagnose(
  queries: EvidenceQueries | null,
  { runbook, score, reason }: RunbookMatch,
  service: Diagnosed,
  question: DiagnosisQuestion,
): Promise<RunbookFit> {
  const asked = queries === null ? [] : runbook.diagnosis.slice(0, MAX_QUERIES_PER_RUNBOOK);
  const [checks, steps] = await Promise.all([
    Promise.all(asked.map(async (diagnosis) => check(queries, diagnosis, service.service, question))),
    Promise.all(
      runbook.actions.map(async (action, index) =>
        (await isApplicable(queries, action.when, service, question)) ? index + 1 : 0,
      ),
    ),
  ]);
  return {
    runbookId: runbook.id,
    title: runbook.title,
    reason,
    service: service.service,
    checks,
    score: round(score * (0.2 + 0.8 * support(checks)) * (0.4 + 0.6 * service.likelihood)),
    applicableSteps: steps.filter((step) => step > 0),
  };
}

/** Share of conditions that hold, drawn towards one half when few were asked: three of three beats one of one. */
function support(checks: readonly RunbookCheck[]): number {
  const judged = checks.filter(({ holds }) => holds !== null);
  const held = judged.filter(({ holds }) => holds === true);
  return (held.length + 0.5) / (judged.length + 1);
}

async function check(
  queries: EvidenceQueries | null,
  diagnosis: DiagnosisQuery,
  service: string,
  question: DiagnosisQuestion,
): Promise<RunbookCheck> {
  const { name, why, supports } = diagnosis;
  const query = fillPlaceholders(diagnosis.query, { service, window: question.window });
  const base = { name, why, observation: null, query: query ?? diagnosis.query };
  const values = await valuesOf(queries, query, `"${name}" on ${service}`, question);
  if (values === undefined) {
    return {
      ...base,
      holds: null,
      value: null,
      statement: `${name} for ${service} could not be checked.`,
    };
  }
  const met = supports === null ? undefined : values.find((candidate) => compare(candidate, supports));
  const value = met ?? values[0] ?? null;
  const holds = supports === null ? null : met !== undefined;
  return { ...base, holds, value, statement: describeCheck(name, service, value, supports, holds) };
}

function describeCheck(
  name: string,
  service: string,
  value: number | null,
  supports: Comparison | null,
  holds: boolean | null,
): string {
  // The front matter gives no unit; a name that says "share of" is one all the same.
  const unit: Unit = /\b(share|fraction|ratio|percentage) of\b/i.test(name) ? 'ratio' : 'number';
  const measured = value === null ? 'no data' : formatValue(value, unit);
  if (supports === null) return `${name} for ${service}: ${measured}.`;
  const condition = `${supports.operator} ${formatValue(supports.value, unit)}`;
  return `${name} for ${service}: ${measured}, so "${condition}" ${holds === true ? 'holds' : 'does not hold'}.`;
}

/** Every given condition must hold; what cannot be checked does not hold. */
async function isApplicable(
  queries: EvidenceQueries | null,
  when: ActionCondition,
  { service, onset }: Diagnosed,
  question: DiagnosisQuestion,
): Promise<boolean> {
  const { changeWithinSeconds, metric } = when;
  if (changeWithinSeconds !== null) {
    const isRecent = question.changes.some((change) => {
      const lag = onset - change.at.getTime() / 1000;
      return change.service === service && lag >= -question.toleranceSeconds && lag <= changeWithinSeconds;
    });
    if (!isRecent) return false;
  }
  if (metric === null) return true;
  const query = fillPlaceholders(metric.query, { service, window: question.window });
  const values = await valuesOf(queries, query, `the condition of an action on ${service}`, question);
  return values?.some((value) => compare(value, metric.is)) ?? false;
}

/** The newest value of each series; undefined when it could not be asked. */
async function valuesOf(
  queries: EvidenceQueries | null,
  query: string | undefined,
  subject: string,
  { at, deadlineMs }: DiagnosisQuestion,
): Promise<readonly number[] | undefined> {
  if (queries === null || query === undefined) return undefined;
  const outcome = await queries.instant({ subject, query }, at, deadlineMs);
  if (!outcome.isAnswered) return undefined;
  return outcome.series.flatMap(({ values }) => {
    const newest = values.at(-1);
    return newest !== undefined && Number.isFinite(newest) ? [newest] : [];
  });
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
