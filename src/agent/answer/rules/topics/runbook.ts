/** What to do next: a fix that waits, the runbook that fits, or the advice of the analysis. */
import { isKnownToFit, type DiagnosisResult } from '../../../../analysis/findings.js';
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
            ? `The runbook “${runbook.title}” fits best: ${held.length} of ${judged.length} checks hold for ${runbook.service}.${othersOf(judged)}`
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

/** Which of the others were measured and fail, and which nothing is known of: the first speak against the runbook. */
function othersOf(judged: readonly DiagnosisResult[]): string {
  const names = (chosen: readonly DiagnosisResult[]) => chosen.map(({ name }) => `“${name}”`).join(', ');
  const others = judged.filter(({ holds }) => holds === false);
  const unknown = others.filter(({ outcome }) => outcome === 'no_data');
  const failed = others.filter((check) => !unknown.includes(check));
  return [
    failed.length > 0 ? ` Not so: ${names(failed)}.` : '',
    unknown.length > 0 ? ` Without data: ${names(unknown)}.` : '',
  ].join('');
}
