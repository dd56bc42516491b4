/** What was seen: all that was unusual, changed or cited. */
import { list } from './format.js';
import { codeSpan, escapeMarkdown as esc } from './markdown.js';
import type { PostmortemView } from './postmortem-view.js';

const MAX_EVIDENCE = 30;

export function formatEvidence({ evidence: all, analysis }: PostmortemView): string {
  const report = analysis?.report;
  const cited = new Set(
    [...(report?.cause ? [report.cause] : []), ...(report?.claims ?? [])]
      .flatMap(({ evidenceIds }) => evidenceIds)
      .concat(
        (report?.hypotheses ?? []).flatMap(({ supports, contradicts }) => [...supports, ...contradicts]),
      ),
  );
  const telling = all.filter(
    ({ id, isAnomalous, kind }) => isAnomalous || kind === 'change' || cited.has(id),
  );
  if (telling.length === 0) return 'Nothing unusual was observed.';
  const lines = telling.slice(0, MAX_EVIDENCE).map(({ id, statement, query }) => {
    const asked = query === null ? '' : `\n  ${codeSpan(query, 400)}`;
    return `**${id}** ${esc(statement, 400)}${asked}`;
  });
  const quiet = all.length - telling.length;
  return [
    list(lines) + (telling.length > MAX_EVIDENCE ? `\n- … and ${telling.length - MAX_EVIDENCE} more` : ''),
    ...(quiet > 0
      ? [`${quiet} other ${quiet === 1 ? 'observation was' : 'observations were'} as usual.`]
      : []),
  ].join('\n\n');
}
