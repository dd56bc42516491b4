/** What happened when, without what is noise when one reads back. */
import type { Actor } from '../incident.js';
import type { TimelineKind } from '../timeline.js';
import { clock } from './format.js';
import { escapeMarkdown as esc, markdownTable } from './markdown.js';
import type { PostmortemView } from './postmortem-view.js';

/** What is noise when one reads back: alerts of the same name and Firewatch's own steps have sections of their own. */
const LEFT_OUT: readonly TimelineKind[] = ['feedback.given', 'question.answered', 'postmortem.drafted'];
const MAX_TIMELINE = 300;

export function formatTimeline(view: PostmortemView, who: (actor: Actor | null) => string): string {
  const told = view.timeline.filter(({ kind }) => !LEFT_OUT.includes(kind));
  const begin: readonly [string, string, string] = [
    stamp(view.incident.startedAt, null),
    'The trouble began.',
    '',
  ];
  const shown = told.slice(-MAX_TIMELINE);
  let day = view.incident.startedAt;
  const rows = shown.map(({ at, text, actor }) => {
    const row = [stamp(at, day), esc(text, 500), who(actor)];
    day = at;
    return row;
  });
  const table = markdownTable(['Time', 'What happened', 'Who'], [begin, ...rows]);
  const hidden = told.length - shown.length;
  return hidden > 0 ? `${table}\n\n_${hidden} earlier entries are not shown._` : table;
}

/** The date is told where it changes. */
function stamp(at: Date, before: Date | null): string {
  const day = at.toISOString().slice(0, 10);
  return before !== null && before.toISOString().slice(0, 10) === day ? clock(at) : `${day} ${clock(at)}`;
}
