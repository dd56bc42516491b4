/**
 * The rule-based investigator: the same report from the same evidence, without a model. It names the top suspect, or what
 * that one waits for, explains it with the best runbook whose checks all hold, and proposes that runbook's first applicable action.
 */
import { capitalize, cut } from '../../shared/text.js';
import type { InvestigationInput } from '../investigation.js';
import type { Report } from '../report/report.js';
import type { ToolRunner } from '../tool-runner.js';
import { causeOf, describeFiring, summarize } from './cause.js';
import { chooseSuspects } from './choose-suspects.js';
import { claimsOf, missing } from './claims.js';
import { hypothesesOf } from './hypotheses.js';
import { adviceOn, nextSteps } from './next-steps.js';
import { propose } from './propose.js';
import { allHold, possibleRunbooks } from './runbook-fit.js';
import { sentence } from './sentence.js';

/** Raise it with every change of what the rules conclude; accuracy is counted per version. */
export const RULES_VERSION = '5';

/** Writes the report; a proposal, if there is reason for one, goes through the same tool that a model would use. */
export async function investigateByRules(given: InvestigationInput, runner: ToolRunner): Promise<Report> {
  const input = { ...given, suspects: chooseSuspects(given) };
  const [suspect] = input.suspects;
  if (!suspect) return cannotDetermine(given);
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
    hypotheses: hypothesesOf(input, suspect, cause),
    missing: missing(input),
    nextSteps: nextSteps(input, { suspect, runbook, proposed }),
  };
}

function cannotDetermine(input: InvestigationInput): Report {
  const { incident } = input;
  const runbook = possibleRunbooks(input.runbooks)[0];
  return {
    summary: cut(`${describeFiring(input.alerts)}${capitalize(whyNot(input))}.`, 600),
    cause: null,
    claims: [],
    hypotheses: [],
    missing: missing(input),
    nextSteps: [
      ...(runbook ? [sentence(adviceOn(runbook))] : []),
      `Ask the owner of ${incident.service ?? 'the affected service'} what users see and what changed.`,
    ].map((step) => cut(step, 300)),
  };
}

function whyNot({ suspects, evidence }: InvestigationInput): string {
  if (suspects.length > 0) return 'nothing that was seen points clearly at one service';
  return evidence.some((item) => !item.isAnomalous && item.kind === 'signal')
    ? 'no signal that was looked at is unusual'
    : 'there is no evidence that points at a service';
}
