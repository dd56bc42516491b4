/** What people can do, beside what was proposed. */
import { isKnownToFit, type DiagnosedRunbook, type Suspect } from '../../analysis/findings.js';
import { incidentLabel } from '../../incidents/incident.js';
import { readSimilarIncident } from '../../incidents/similar-incident.js';
import { cut } from '../../shared/text.js';
import type { InvestigationInput } from '../investigation.js';
import { actionTitles, possibleRunbooks } from './runbook-fit.js';
import { sentence } from './sentence.js';

export function nextSteps(
  input: InvestigationInput,
  {
    suspect,
    runbook,
    proposed,
  }: { suspect: Suspect; runbook: DiagnosedRunbook | undefined; proposed: string | null },
): string[] {
  const possible = possibleRunbooks(input.runbooks);
  const shown = runbook ?? possible.find(({ service }) => service === suspect.service) ?? possible[0];
  const titles = shown ? actionTitles(input, shown) : [];
  const applicable = (shown?.applicableSteps ?? []).flatMap((step) => titles[step - 1] ?? []);
  const steps = [
    ...(shown ? [adviceOn(shown)] : []),
    ...applicable.filter((title) => title !== proposed).map((title) => `Consider its step: ${title}`),
    // Beside a fix whose every check holds, that of another trouble only distracts; it stands under “Seen before”.
    ...(proposed === null ? pastFix(input, titles) : []),
    ...(shown ? [] : [`Look at the newest changes and the saturation of ${suspect.service}`]),
  ];
  return steps.slice(0, 6).map((step) => cut(sentence(step), 300));
}

/** What ended the incident that was most like this one, unless it is advised already. */
function pastFix({ evidence }: InvestigationInput, advised: readonly string[]): string[] {
  for (const item of evidence) {
    const past = readSimilarIncident(item);
    if (!past || past.fix === null) continue;
    const advice = `See whether what ended ${incidentLabel(past)} helps here, too: ${past.fix}`;
    return advised.includes(past.fix) ? [] : [advice];
  }
  return [];
}

/** A runbook that was only found by a few of its words may be about something else. */
export function adviceOn(runbook: DiagnosedRunbook): string {
  const name = `“${runbook.title}” (${runbook.runbookId})`;
  return isKnownToFit(runbook)
    ? `Follow the runbook ${name}`
    : `No runbook is known to fit; the nearest is ${name}`;
}
