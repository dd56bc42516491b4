/** What is still open, and what to do about it. */
import { list, TO_ADD } from './format.js';
import { escapeMarkdown as esc, markdownTable } from './markdown.js';
import type { PostmortemView } from './postmortem-view.js';

export function formatQuestions({ analysis, gaps, incident, proposals }: PostmortemView): string {
  const unclear = proposals.filter(
    ({ proposal }) => proposal.status === 'unknown' || proposal.status === 'unverified',
  );
  const open = [
    ...(incident.confirmedCause === null ? ['What was the cause? Nobody has confirmed one.'] : []),
    ...unclear.map(
      ({ proposal }) => `Did “${esc(proposal.title, 200)}” take effect? Its end is ${proposal.status}.`,
    ),
    ...[...new Set([...(analysis?.report.missing ?? []), ...gaps])]
      .slice(0, 10)
      .map((gap) => `Not seen: ${esc(gap, 300)}`),
    `Could it have been noticed or prevented earlier? ${TO_ADD}`,
  ];
  return list(open);
}

export function formatActionItems(): string {
  const kinds = ['Prevent it', 'Notice it sooner', 'Mend it faster'];
  const rows = kinds.map((kind) => [TO_ADD, kind, '', '']);
  return markdownTable(['What', 'Why', 'Owner', 'Due'], rows);
}
