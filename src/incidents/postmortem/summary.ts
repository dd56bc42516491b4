/** What happened, for readers who were not there. */
import { formatExactDuration } from '../../shared/duration.js';
import { TO_ADD } from './format.js';
import { escapeMarkdown as esc } from './markdown.js';
import type { PostmortemView } from './postmortem-view.js';

export function formatSummary({ incident, analysis, proposals }: PostmortemView): string {
  const cause = incident.confirmedCause ?? analysis?.report.cause?.mechanism ?? null;
  const fix = proposals.findLast(({ proposal }) => proposal.status === 'verified')?.proposal;
  const over = incident.resolvedAt;
  const lasted = over ? formatExactDuration(over.getTime() - incident.startedAt.getTime()) : null;
  return [
    `${esc(incident.title, 200)}, ${lasted === null ? 'not over yet' : `for ${lasted}`}.`,
    ...(analysis ? [`As seen at the time: ${esc(analysis.report.summary, 600)}`] : []),
    cause === null ? 'The cause is not known.' : `Cause: ${esc(cause, 400)}`,
    ...(fix ? [`It was fixed by “${esc(fix.title, 200)}”, and the check passed.`] : []),
    `${TO_ADD} two sentences for readers who were not there.`,
  ].join('\n\n');
}
