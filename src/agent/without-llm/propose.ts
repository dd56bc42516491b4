/** The first applicable step of the runbook whose checks all hold, proposed for people to decide on. */
import type { DiagnosedRunbook, Suspect } from '../../analysis/findings.js';
import { cut } from '../../shared/text.js';
import type { InvestigationInput } from '../investigation.js';
import type { ToolRunner } from '../tool-runner.js';
import type { Cause } from './cause.js';
import { calls } from './choose-suspects.js';
import { actionTitles } from './runbook-fit.js';

/**
 * From this confidence on a fix is proposed. Below even odds on purpose: the runbook's checks all hold as well, a person
 * decides, and a proposal that is rejected costs a click, while a missing one costs minutes.
 */
const PROPOSE_FROM = 0.4;

/** A suspect that is called by the first one and this much as likely may be what that one waits for. */
const RIVAL_SHARE = 0.6;

/** To mend the one that only waits, hurts it again and helps nobody: then nothing is proposed. */
function isDisputed({ suspects, context }: InvestigationInput, suspect: Suspect): boolean {
  return suspects.some(
    (other) =>
      other.service !== suspect.service &&
      other.confidence >= RIVAL_SHARE * suspect.confidence &&
      calls(context.catalog, suspect.service, other.service),
  );
}

interface Decision {
  readonly suspect: Suspect;
  readonly runbook: DiagnosedRunbook;
  readonly cause: Cause;
  readonly runner: ToolRunner;
}

/** The title of what was proposed; null when there was no reason to, or it was refused. */
export async function propose(
  input: InvestigationInput,
  { suspect, runbook, cause, runner }: Decision,
): Promise<string | null> {
  const [step] = runbook.applicableSteps;
  if (step === undefined || suspect.confidence < PROPOSE_FROM || isDisputed(input, suspect)) return null;
  const answer = await runner.call('propose_remediation', {
    runbookId: runbook.runbookId,
    step,
    service: suspect.service,
    rationale: cut(`Every check of the runbook “${runbook.title}” holds for ${suspect.service}.`, 500),
    evidenceIds: cause.evidenceIds,
  });
  return answer.status === 'ok' ? (actionTitles(input, runbook)[step - 1] ?? `step ${step}`) : null;
}
