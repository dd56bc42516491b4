/** The fixes that were proposed, who decided on them and what became of them. */
import { formatExactDuration } from '../../shared/duration.js';
import type { Actor } from '../incident.js';
import { clock, list, TO_ADD } from './format.js';
import { codeSpan, escapeMarkdown as esc } from './markdown.js';
import type { PostmortemView } from './postmortem-view.js';

export function formatActions({ proposals }: PostmortemView, who: (actor: Actor | null) => string): string {
  if (proposals.length === 0) return `No fix was proposed. ${TO_ADD} what people did by hand.`;
  const lines = proposals.map(({ proposal, execution }) => {
    const decided =
      proposal.decidedAt === null
        ? ''
        : ` ${proposal.status === 'rejected' ? 'Rejected' : 'Approved'} by ${who(proposal.decidedBy)} at ${clock(proposal.decidedAt)}, ${formatExactDuration(proposal.decidedAt.getTime() - proposal.createdAt.getTime())} after it was proposed.`;
    const ran = execution
      ? ` Ran at ${clock(execution.startedAt)}${execution.finishedAt ? ` for ${formatExactDuration(execution.finishedAt.getTime() - execution.startedAt.getTime())}` : ''}: ${execution.status}.`
      : '';
    const outcome = proposal.outcome === null ? '' : ` ${esc(proposal.outcome, 300)}`;
    const runbook = proposal.runbookId === null ? '' : `, runbook ${codeSpan(proposal.runbookId, 100)}`;
    return `**${esc(proposal.title, 200)}** (${proposal.risk} risk${runbook}): ${proposal.status}.${decided}${ran}${outcome}\n  ${codeSpan(proposal.effect, 300)}`;
  });
  return list(lines);
}
