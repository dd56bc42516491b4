/** Answer to `/incident timeline`: what happened, the newest first; alerts that came in a row are one line. */
import { incidentLabel } from '../../../incidents/incident.js';
import type { TimelineEntry } from '../../../incidents/timeline.js';
import type { IncidentView } from '../../../workflows/reading/incident-view.js';
import {
  bold,
  bullets,
  context,
  glue,
  moment,
  plain,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { mentionIds } from '../kit/mention-ids.js';
import { actorSpan } from '../kit/words.js';

/** A screenful or two; the postmortem has everything. */
const MAX_LINES = 30;
const TEXT = 280;

export function buildTimelineList({ incident, timeline }: IncidentView): MessageContent {
  const name = incidentLabel(incident);
  const folded = foldAlerts(timeline);
  const shown = folded.slice(-MAX_LINES).toReversed();
  const hidden = folded.length - shown.length;
  if (shown.length === 0) return { text: `Nothing has happened to ${name} yet.`, blocks: [] };
  return fitMessage({
    text: `Timeline of ${name}, the newest first`,
    blocks: [
      bullets([bold(`Timeline of ${name}`), glue(', the newest first')], shown.map(lineOf)),
      ...(hidden > 0
        ? [context(`${hidden} earlier ${hidden === 1 ? 'entry is' : 'entries are'} not shown.`)]
        : []),
    ],
  });
}

/** Entries, oldest first, with runs of alerts that did the same as one. */
function foldAlerts(entries: readonly TimelineEntry[]): TimelineEntry[][] {
  const groups: TimelineEntry[][] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    const isSame = last?.[0]?.kind === entry.kind && entry.kind.startsWith('alert.');
    if (isSame) last?.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

function lineOf(group: readonly TimelineEntry[]): Line {
  const [first] = group;
  const last = group.at(-1);
  if (!first || !last) return [];
  const when = moment(last.at, '{time}');
  if (group.length > 1) {
    const did = first.kind === 'alert.firing' ? 'joined' : 'stopped firing';
    return [when, glue(` ${group.length} alerts ${did}, the last: `), plain(last.text, TEXT)];
  }
  const text =
    first.kind === 'role.assigned' || first.kind === 'fix.escalated'
      ? mentionIds(first.text, TEXT)
      : [plain(first.text, TEXT)];
  const by = first.actor.kind === 'person' ? [glue(' — '), actorSpan(first.actor)] : [];
  return [when, glue(' '), ...text, ...by];
}
