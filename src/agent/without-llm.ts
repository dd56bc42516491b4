/**
 * The rule-based investigator: the same report from the same evidence, without a model. It names the top suspect, explains
 * it with the best runbook whose checks all hold, and proposes that runbook's first applicable action.
 */
import type { DiagnosedRunbook, DiagnosisResult, Suspect } from '../analysis/findings.js';
import { serviceOfAlert } from '../incidents/alert.js';
import { capitalize, cut, formatPercent } from '../shared/text.js';
import { evidenceIdsAt, type InvestigationInput } from './investigation.js';
import type { Report } from './report.js';
import type { ToolRunner } from './tool-runner.js';

/**
 * From this confidence on a fix is proposed. Below even odds on purpose: the runbook's checks all hold as well, a person
 * decides, and a proposal that is rejected costs a click, while a missing one costs minutes.
 */
const PROPOSE_FROM = 0.4;
/** Below this a suspect is only noise and not worth ruling out in words. */
const MENTION_FROM = 0.05;

/** Writes the report; a proposal, if there is reason for one, goes through the same tool that a model would use. */
export async function investigateByRules(input: InvestigationInput, runner: ToolRunner): Promise<Report> {
  const suspect = input.suspects[0];
  if (!suspect) return cannotDetermine(input);
  const runbook = input.runbooks.find(
    (candidate) => candidate.service === suspect.service && allHold(input, candidate),
  );
  const cause = causeOf(input, suspect, runbook);
  if (!cause) return cannotDetermine(input);
  const proposed = runbook ? await propose(input, { suspect, runbook, cause, runner }) : null;
  return {
    summary: summarize(input, suspect),
    cause,
    claims: claimsOf(input, suspect, runbook),
    ruledOut: ruledOut(input, suspect),
    missing: missing(input),
    nextSteps: nextSteps(input, { suspect, runbook, proposed }),
  };
}

/** At least one condition, and every condition known and true. */
function allHold(input: InvestigationInput, runbook: DiagnosedRunbook): boolean {
  const conditions = conditionsOf(input, runbook);
  return conditions.length > 0 && conditions.every((check) => check.holds === true);
}

/** None of its checks has failed. */
const isPossible = ({ checks }: DiagnosedRunbook) => checks.every(({ holds }) => holds !== false);

/** The checks that can speak for or against the runbook; those without a condition only inform. */
function conditionsOf(input: InvestigationInput, { runbookId, checks }: DiagnosedRunbook): DiagnosisResult[] {
  const diagnosis = input.context.runbooks.get(runbookId)?.diagnosis ?? [];
  const informing = new Set(diagnosis.filter((query) => query.supports === null).map((query) => query.name));
  return checks.filter((check) => !informing.has(check.name));
}

type Cause = NonNullable<Report['cause']>;

/** Null when nothing stored speaks for the suspect. */
function causeOf(
  input: InvestigationInput,
  suspect: Suspect,
  runbook: DiagnosedRunbook | undefined,
): Cause | null {
  const evidenceIds = evidenceIdsAt(input, [
    ...suspect.observations,
    ...(runbook?.checks ?? []).map((check) => check.observation),
  ]).slice(0, 12);
  if (evidenceIds.length === 0) return null;
  const reason = suspect.reasons[0] ?? 'it behaves unusually';
  const mechanism = runbook
    ? `${whatIsBroken(input, runbook)} ${capitalize(sentence(reason))}`
    : `The trouble most likely began in ${suspect.service}${onsetText(suspect)}: ${suspect.reasons.map(withoutStop).join('; ')}. No runbook's checks all hold.`;
  return {
    service: suspect.service,
    mechanism: cut(mechanism, 400),
    confidence: Math.min(1, Math.max(0, suspect.confidence)),
    evidenceIds,
  };
}

/** In the runbook author's words, where there are some. */
function whatIsBroken(input: InvestigationInput, { runbookId, service, title }: DiagnosedRunbook): string {
  const cause = input.context.runbooks.get(runbookId)?.cause;
  return cause
    ? sentence(cause.replaceAll('$service', service))
    : `Everything "${title}" checks is the case.`;
}

/** What people would tell each other: who suffers, since when. The cause has a line of its own. */
function summarize(input: InvestigationInput, suspect: Suspect): string {
  const firing = input.alerts.filter((alert) => alert.status === 'firing').map(describeAlert);
  const symptoms = firing.length > 0 ? `Firing: ${[...new Set(firing)].join(', ')}. ` : '';
  return cut(`${symptoms}It most likely started in ${suspect.service}${onsetText(suspect)}.`, 600);
}

function describeAlert({ name, labels }: InvestigationInput['alerts'][number]): string {
  const service = serviceOfAlert(labels);
  return service === null ? name : `${name} (${service})`;
}

function claimsOf(
  input: InvestigationInput,
  suspect: Suspect,
  runbook: DiagnosedRunbook | undefined,
): Report['claims'] {
  const observed = suspect.observations.flatMap((index) => input.evidence[index] ?? []);
  const claims = [
    ...observed.map((item) => ({ text: item.statement, evidenceIds: [item.id] })),
    ...(runbook?.checks ?? []).map((check) => ({
      text: check.statement,
      evidenceIds: evidenceIdsAt(input, [check.observation]),
    })),
  ];
  const unique = new Map(
    claims.filter(({ evidenceIds }) => evidenceIds.length > 0).map((claim) => [claim.evidenceIds[0], claim]),
  );
  return [...unique.values()]
    .slice(0, 8)
    .map(({ text, evidenceIds }) => ({ text: cut(text, 400), evidenceIds }));
}

/** Runbooks whose checks fail, then less likely suspects, then quiet signals of the suspected service. */
function ruledOut(input: InvestigationInput, suspect: Suspect): Report['ruledOut'] {
  const runbooks = input.runbooks.flatMap((runbook) => {
    const failed = runbook.checks.find((check) => check.holds === false && check.observation !== null);
    if (!failed) return [];
    const cause = `${runbook.title} (${runbook.service})`;
    return [{ cause, why: failed.statement, evidenceIds: evidenceIdsAt(input, [failed.observation]) }];
  });
  const others = input.suspects.slice(1).flatMap((other) => {
    if (other.confidence < MENTION_FROM) return [];
    const why = `Less likely (${formatPercent(other.confidence)}): ${other.reasons[0] ?? 'nothing else speaks for it'}`;
    return [
      { cause: `${other.service} as the origin`, why, evidenceIds: evidenceIdsAt(input, other.observations) },
    ];
  });
  const quiet = input.evidence.flatMap((item) =>
    item.kind === 'signal' && !item.isAnomalous && item.service === suspect.service
      ? [{ cause: `Another trouble in ${suspect.service}`, why: item.statement, evidenceIds: [item.id] }]
      : [],
  );
  return [...runbooks, ...others, ...quiet]
    .filter(({ evidenceIds }) => evidenceIds.length > 0)
    .slice(0, 6)
    .map(({ cause, why, evidenceIds }) => ({
      cause: cut(cause, 200),
      why: cut(why, 300),
      evidenceIds: evidenceIds.slice(0, 12),
    }));
}

function missing(input: InvestigationInput): string[] {
  const unanswered = input.runbooks.flatMap((runbook) =>
    conditionsOf(input, runbook)
      .filter((check) => check.holds === null && check.observation === null)
      .map((check) => `${check.name} of ${runbook.service}: ${check.statement}`),
  );
  return [...new Set([...input.gaps, ...unanswered])].slice(0, 6).map((text) => cut(text, 200));
}

interface Decision {
  readonly suspect: Suspect;
  readonly runbook: DiagnosedRunbook;
  readonly cause: Cause;
  readonly runner: ToolRunner;
}

/** The title of what was proposed; null when there was no reason to, or it was refused. */
async function propose(
  input: InvestigationInput,
  { suspect, runbook, cause, runner }: Decision,
): Promise<string | null> {
  const [step] = runbook.applicableSteps;
  if (step === undefined || suspect.confidence < PROPOSE_FROM) return null;
  const answer = await runner.call('propose_remediation', {
    runbookId: runbook.runbookId,
    step,
    service: suspect.service,
    rationale: cut(`Every check of the runbook "${runbook.title}" holds for ${suspect.service}.`, 500),
    evidenceIds: cause.evidenceIds,
  });
  return answer.status === 'ok' ? (actionTitles(input, runbook)[step - 1] ?? `step ${step}`) : null;
}

function nextSteps(
  input: InvestigationInput,
  {
    suspect,
    runbook,
    proposed,
  }: { suspect: Suspect; runbook: DiagnosedRunbook | undefined; proposed: string | null },
): string[] {
  // What its own checks have ruled out would send people the wrong way.
  const possible = input.runbooks.filter(isPossible);
  const shown = runbook ?? possible.find(({ service }) => service === suspect.service) ?? possible[0];
  const titles = shown ? actionTitles(input, shown) : [];
  const applicable = (shown?.applicableSteps ?? []).flatMap((step) => titles[step - 1] ?? []);
  const steps = [
    ...(shown ? [`Follow the runbook "${shown.title}" (${shown.runbookId})`] : []),
    ...applicable.filter((title) => title !== proposed).map((title) => `Consider its step: ${title}`),
    ...(shown ? [] : [`Look at the newest changes and the saturation of ${suspect.service}`]),
  ];
  return steps.slice(0, 6).map((step) => cut(sentence(step), 300));
}

function actionTitles(input: InvestigationInput, { runbookId, service }: DiagnosedRunbook): string[] {
  const actions = input.context.runbooks.get(runbookId)?.actions ?? [];
  return actions.map((action) => action.title.replaceAll('$service', service));
}

function cannotDetermine(input: InvestigationInput): Report {
  const { incident } = input;
  const quiet = input.evidence.filter((item) => !item.isAnomalous && item.kind === 'signal').length;
  const reason =
    quiet > 0
      ? `${quiet} ${quiet === 1 ? 'signal was' : 'signals were'} looked at and none is unusual`
      : 'there is no evidence that points at a service';
  const runbook = input.runbooks.find(isPossible);
  return {
    summary: cut(`The cause cannot be determined: ${reason}.`, 600),
    cause: null,
    claims: [],
    ruledOut: [],
    missing: missing(input),
    nextSteps: [
      ...(runbook ? [`Follow the runbook "${runbook.title}" (${runbook.runbookId}).`] : []),
      `Ask the owner of ${incident.service ?? 'the affected service'} what users see and what changed.`,
    ].map((step) => cut(step, 300)),
  };
}

function onsetText({ onset }: Suspect): string {
  return onset === null ? '' : ` at ${new Date(onset * 1000).toISOString().slice(11, 19)} UTC`;
}

const withoutStop = (text: string) => text.trim().replace(/\.$/, '');
const sentence = (text: string) => `${withoutStop(text)}.`;
