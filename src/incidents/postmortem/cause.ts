/** Why it happened: as people confirmed it and as it was analysed; and what people think of the analysis. */
import { cite, list, TO_ADD } from './format.js';
import { escapeMarkdown as esc } from './markdown.js';
import type { PostmortemView } from './postmortem-view.js';

export function formatCause({ incident, analysis }: PostmortemView): string {
  const confirmed =
    incident.confirmedCause === null
      ? `${TO_ADD} nobody has confirmed a cause yet.`
      : esc(incident.confirmedCause, 1000);
  const parts = [`**As people confirmed it:** ${confirmed}`];
  if (!analysis) return [...parts, '**As analysed:** there was no analysis.'].join('\n\n');
  const author = analysis.by === 'model' ? `the model ${esc(analysis.model ?? '', 80)}`.trim() : 'rules';
  const { cause: found, claims, hypotheses } = analysis.report;
  parts.push(
    found === null
      ? `**As analysed by ${author}:** the evidence did not allow one to be named.`
      : `**As analysed by ${author}, ${Math.round(found.confidence * 100)} % sure:** ${esc(found.mechanism, 500)}${cite(found.evidenceIds)}`,
  );
  if (claims.length > 0)
    parts.push(list(claims.map(({ text, evidenceIds }) => `${esc(text, 400)}${cite(evidenceIds)}`)));
  for (const [heading, status] of [
    ['Less likely:', 'possible'],
    ['Ruled out:', 'ruled out'],
  ] as const) {
    const lines = hypotheses
      .filter((one) => one.status === status)
      .map(
        ({ cause, why, supports, contradicts }) =>
          `${esc(cause, 200)}: ${esc(why, 300)}${cite([...supports, ...contradicts])}`,
      );
    if (lines.length > 0) parts.push(`${heading}\n\n${list(lines)}`);
  }
  return parts.join('\n\n');
}

export function formatFeedback({ feedback: given, analysis }: PostmortemView): string {
  if (!analysis) return 'There was no analysis to judge.';
  const { right = 0, wrong = 0 } = given ?? {};
  if (right + wrong === 0)
    return 'Nobody has said so far. The buttons below the evidence in the thread take a verdict.';
  return `${right} of ${right + wrong} who judged it say that it was right.`;
}
