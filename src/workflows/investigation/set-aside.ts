/**
 * When a newer look does not replace what is shown: it could not see enough, or its report was written without the model
 * and says nothing else. Both rules are about the same bout of trouble only; what comes back is looked at afresh.
 */
import type { Analysis } from '../../agent/report/report.js';
import type { Incident } from '../../incidents/incident.js';
import type { Reach } from '../evidence/findings.js';
import type { Investigation, SetAside, StoredFindings } from '../transaction.js';

/** Of the share that the shown look read, what a newer one must read: with less it missed most of what is known. */
const ENOUGH_OF_SHOWN = 0.5;

/**
 * Whether a look missed most of what the shown one could read: its share of answered questions, 0–1, is less than half of
 * the other's. Shares, because a look asks more when more services are concerned. A look that could ask nothing read nothing.
 */
export function sawTooLittle(newest: Reach, shown: Reach): boolean {
  return shareOf(newest) < ENOUGH_OF_SHOWN * shareOf(shown);
}

function shareOf({ asked, answered }: Reach): number {
  return asked === 0 ? 0 : answered / asked;
}

/** Null when the look replaces the shown one, which is a finished one of the same bout if it is any to compare with. */
export function judgeLook(
  { reach }: Pick<StoredFindings, 'reach'>,
  shown: Investigation | undefined,
  incident: Pick<Incident, 'startedAt'>,
): SetAside | null {
  const before = shown?.analysis && isOfThisBout(shown, incident) ? shown.findings?.reach : undefined;
  if (!reach || !before || !sawTooLittle(reach, before)) return null;
  const seen =
    reach.asked === 0
      ? 'could ask the metrics backend nothing'
      : `got answers to ${reach.answered} of its ${reach.asked} queries only`;
  const why = reach.problem === null ? '' : ` (${reach.problem})`;
  return {
    what: 'look',
    why: `The newest look ${seen}${why}, so what the look before it found still stands.`,
  };
}

/** Null when the report is shown. The shown one stays when a model wrote it and the leading suspect is still the same. */
export function judgeReport(
  { analysis, findings }: { readonly analysis: Analysis; readonly findings: StoredFindings },
  shown: Investigation | undefined,
  incident: Pick<Incident, 'startedAt'>,
): SetAside | null {
  if (analysis.by === 'model' || shown?.analysis?.by !== 'model' || !isOfThisBout(shown, incident))
    return null;
  const [mine, its] = [findings.suspects[0]?.service, shown.findings?.suspects[0]?.service];
  if (mine !== its) return null;
  const reason = analysis.note?.replace(/; this analysis was made by rules\.$/, '') ?? '';
  const agreed = mine === undefined ? 'names no suspect either' : `suspects ${mine} too`;
  return {
    what: 'report',
    why:
      `The newest look was written without the model and ${agreed}, so the model's report still stands.` +
      (reason === '' ? '' : ` ${reason}.`),
  };
}

function isOfThisBout({ finishedAt }: Investigation, { startedAt }: Pick<Incident, 'startedAt'>): boolean {
  return finishedAt !== null && finishedAt >= startedAt;
}
