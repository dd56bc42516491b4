/** Which runbook fits: candidates by front matter and text, then their own diagnosis queries asked for each suspect. */
import type { DiagnosedRunbook, DiagnosisResult } from '../../../analysis/findings.js';
import { formatValue, type Unit } from '../../../analysis/format-value.js';
import type { Change } from '../../../incidents/change.js';
import {
  compare,
  fillPlaceholders,
  type ActionCondition,
  type Comparison,
  type DiagnosisQuery,
  type RunbookMatch,
} from '../../../incidents/runbook.js';
import type { EvidenceQueries } from './queries.js';

const MAX_QUERIES_PER_RUNBOOK = 8;
/** What a condition counts that healthy services meet as well. */
const HELD_BEFORE_WEIGHT = 0.25;

/** A service to ask the runbooks about. */
export interface Diagnosed {
  readonly service: string;
  /** 0–1: how likely the trouble began here, the first suspect being 1. */
  readonly likelihood: number;
  /** Unix seconds when it began to misbehave. */
  readonly onset: number;
}

interface DiagnosisQuestion {
  /** Those that nothing points at are left out unless all of their checks hold, and did not before the trouble. */
  readonly matches: readonly (RunbookMatch & { readonly isUnnamed?: boolean })[];
  /** Best first. */
  readonly services: readonly Diagnosed[];
  readonly changes: readonly Change[];
  readonly window: string;
  readonly at: Date;
  /** A time before the trouble: what held then already says little about it. */
  readonly before: Date;
  /** How exactly onsets are known, in seconds. */
  readonly toleranceSeconds: number;
  readonly deadlineMs: number;
}

/** A check with what is needed to record it as an observation. */
interface RunbookCheck extends DiagnosisResult {
  readonly query: string;
  readonly why: string;
  readonly value: number | null;
  /** Whether it held before the trouble too, and so does not tell trouble from health. */
  readonly heldBefore: boolean;
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
  const diagnosed = await Promise.all(
    pairs.map(async ({ match, service }) => ({
      fit: await diagnose(queries, match, service, question),
      isUnnamed: match.isUnnamed === true,
    })),
  );
  const fits = diagnosed.flatMap(({ fit, isUnnamed }) =>
    !isUnnamed || (allHold(fit) && fit.checks.some(({ holds, heldBefore }) => holds === true && !heldBefore))
      ? [fit]
      : [],
  );
  return fits.sort(
    (a, b) =>
      // What its own checks say counts for more than the alerts that it names.
      Number(allHold(b)) - Number(allHold(a)) ||
      b.score - a.score ||
      (a.runbookId < b.runbookId ? -1 : a.runbookId > b.runbookId ? 1 : 0) ||
      (a.service < b.service ? -1 : 1),
  );
}

/** At least one condition, and every one known and true; checks without a condition only inform. */
function allHold({ checks }: Pick<RunbookFit, 'checks'>): boolean {
  const judged = checks.filter(({ holds, outcome }) => holds !== null || outcome === 'unread');
  return judged.length > 0 && judged.every(({ holds }) => holds === true);
}

async function diagnose(
  queries: EvidenceQueries | null,
  { runbook, score, reason, isSure }: RunbookMatch,
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
    isSure,
    service: service.service,
    checks,
    score: round(score * (0.2 + 0.8 * support(checks)) * (0.4 + 0.6 * service.likelihood)),
    applicableSteps: steps.filter((step) => step > 0),
  };
}

/** Share of conditions that hold, drawn towards one half when few were asked: three of three beats one of one. */
function support(checks: readonly RunbookCheck[]): number {
  let [held, judged] = [0, 0];
  for (const { holds, heldBefore } of checks) {
    if (holds === null) continue;
    const weight = heldBefore ? HELD_BEFORE_WEIGHT : 1;
    judged += weight;
    if (holds) held += weight;
  }
  return (held + 0.5) / (judged + 1);
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
  const subject = `"${name}" on ${service}`;
  const values = await valuesOf(queries, { subject, query, at: question.at }, question);
  if (values === undefined) {
    const statement = `${name} for ${service} could not be checked.`;
    return { ...base, outcome: 'unread', holds: null, heldBefore: false, value: null, statement };
  }
  const met = supports === null ? undefined : values.find((candidate) => compare(candidate, supports));
  const value = met ?? values[0] ?? null;
  const holds = supports === null ? null : met !== undefined;
  const earlier =
    holds === true ? await valuesOf(queries, { subject, query, at: question.before }, question) : [];
  const heldBefore =
    supports !== null && (earlier?.some((candidate) => compare(candidate, supports)) ?? false);
  const statement = stateResult(`${name} for ${service}`, { value, supports, holds, heldBefore });
  const outcome = value === null ? 'no_data' : 'measured';
  return { ...base, outcome, holds, heldBefore, value, statement };
}

function stateResult(
  subject: string,
  {
    value,
    supports,
    holds,
    heldBefore,
  }: { supports: Comparison | null } & Pick<RunbookCheck, 'value' | 'holds' | 'heldBefore'>,
): string {
  // The front matter gives no unit; a name that says "share of" is one all the same.
  const unit: Unit = /\b(share|fraction|ratio|percentage) of\b/i.test(subject) ? 'ratio' : 'number';
  const limit = supports === null ? null : supports.value;
  const rounded = value === null ? 'no data' : formatValue(value, unit);
  // Just beyond its limit a value must not read as if it were the limit.
  const isHidden =
    value !== null && limit !== null && value !== limit && rounded === formatValue(limit, unit);
  const measured = isHidden && unit === 'number' ? String(Number(value.toPrecision(4))) : rounded;
  if (supports === null) return `${subject}: ${measured}.`;
  const condition = `"${supports.operator} ${formatValue(supports.value, unit)}"`;
  if (holds !== true) return `${subject}: ${measured}, so ${condition} does not hold.`;
  return `${subject}: ${measured}, so ${condition} holds${heldBefore ? ', as it did before the trouble' : ''}.`;
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
  const subject = `the condition of an action on ${service}`;
  const values = await valuesOf(queries, { subject, query, at: question.at }, question);
  return values?.some((value) => compare(value, metric.is)) ?? false;
}

/** The newest value of each series; undefined when it could not be asked. */
async function valuesOf(
  queries: EvidenceQueries | null,
  { subject, query, at }: { subject: string; query: string | undefined; at: Date },
  { deadlineMs }: DiagnosisQuestion,
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
