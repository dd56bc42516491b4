/** What to do next: a fix that waits, the runbook that fits, or the advice of the analysis. */
import { isKnownToFit } from '../../../../analysis/findings.js';
import type { AnswerInput, IncidentFacts } from '../../answer-input.js';
import { runbookMatches } from '../overall.js';
import { clock } from '../wording.js';
import { waitingOf } from './tried.js';

export function answerRunbook(facts: IncidentFacts, input: AnswerInput): readonly string[] {
  const { known, analysis } = facts;
  const [waiting] = waitingOf(facts, input);
  const [runbook] = known.runbooks;
  const held = runbook?.checks.filter(({ holds }) => holds === true) ?? [];
  const judged = runbook?.checks.filter(({ holds }) => holds !== null) ?? [];
  const steps = runbook ? (input.context.runbooks.get(runbook.runbookId)?.actions ?? []) : [];
  const advice = analysis?.report.nextSteps ?? [];
  const lines = [
    ...(waiting
      ? [`Decide on “${waiting.title}” in the thread; it waits until ${clock(waiting.expiresAt)}.`]
      : []),
    ...(runbook
      ? [
          isKnownToFit(runbook)
            ? `The runbook “${runbook.title}” fits best: ${held.length} of ${judged.length} checks hold for ${runbook.service}.`
            : `No runbook is known to fit; the nearest is “${runbook.title}”.`,
          ...steps.slice(0, 2).map(({ title }, index) => {
            const isApplicable = runbook.applicableSteps.includes(index + 1);
            return `Its step ${index + 1}: ${title.replaceAll('$service', runbook.service)}${isApplicable ? '' : ' (its conditions do not hold now)'}`;
          }),
        ]
      : []),
    ...(runbook ? [] : advice),
  ];
  return lines.length > 0 ? lines : runbookMatches(input);
}
