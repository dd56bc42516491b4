/** Reads both sides, decides what is to be done, and does it: first here, which cannot fail for long, then there. */
import { PAGERDUTY_SOURCE } from '../../incidents/alert.js';
import type { Incident } from '../../incidents/incident.js';
import { decidePagingSync, type Agreed, type PagingSync } from '../../incidents/paging/decide-paging-sync.js';
import { tagNote } from '../../incidents/paging/origin-tag.js';
import { readPagingKey, type PagedIncident } from '../../incidents/paging/paged-incident.js';
import type { PagingState } from '../../incidents/ports/paging-repository.js';
import type { PagingSystem } from '../../incidents/ports/paging-system.js';
import type { TimelineEntry } from '../../incidents/timeline.js';
import { cut, deadLine } from '../../shared/text.js';
import { titleThere } from './find-copy.js';
import type { PagingDeps } from './paging-deps.js';
import { takeOver } from './take-over.js';
import { TOLD_ELSEWHERE } from './told-elsewhere.js';

const MAX_NOTE = 2_000;

export interface Compared extends Pick<PagingSync['toUs'], 'told' | 'warning'> {
  readonly state: PagingState;
}

type Deps = PagingDeps & { readonly paging: PagingSystem };

export async function compareWithCopy(
  deps: Deps,
  { incident, copy, state }: { incident: Incident; copy: string; state: PagingState },
  signal: AbortSignal,
): Promise<Compared> {
  const { paging } = deps;
  const theirs = await paging.read(copy, signal);
  const ours = {
    status: incident.status,
    severity: incident.severity,
    title: titleThere(incident),
    firing: await countFiring(deps, incident),
    isOpener: readPagingKey(theirs.key)?.id === incident.id,
  };
  const { toThem, toUs } = decidePagingSync(ours, theirs, state.agreed);

  await takeOver(deps, incident, theirs, toUs, signal);
  const changed = Object.keys(toThem).length === 0 ? theirs : await paging.change(copy, toThem, signal);
  const call = incident.escalation?.call;
  const isOver = incident.status === 'resolved' || theirs.status === 'resolved';
  if (call && !call.isPaged && !isOver) await paging.raiseUrgency(copy, signal);
  const toldUpTo = await tell(deps, incident, theirs, state.toldUpTo, signal);

  const { status, severity, title, assignees } = changed;
  const agreed: Agreed = {
    ours: {
      status: toUs.event ? AFTER[toUs.event] : ours.status,
      severity: toUs.severity ?? ours.severity,
      title: ours.title,
    },
    theirs: { status, severity, title, assignees, responders: theirs.responders },
    notes: theirs.notes.map(({ id }) => id),
  };
  const { told, warning } = toUs;
  return { state: { agreed, toldUpTo }, told, ...(warning !== undefined && { warning }) };
}

/** What PagerDuty itself told of ends with its incident. */
async function countFiring({ store }: Deps, { id }: Incident): Promise<number> {
  const alerts = await store.transaction((tx) => tx.alerts.ofIncident(id));
  return alerts.filter(({ source, status }) => source !== PAGERDUTY_SOURCE && status === 'firing').length;
}

const AFTER = { acknowledge: 'acknowledged', resolve: 'resolved' } as const;

/** Tells there what people wrote down here since; returns how far. What is there already is not told again. */
async function tell(
  { paging, store }: Deps,
  incident: Incident,
  theirs: PagedIncident,
  after: number,
  signal: AbortSignal,
): Promise<number> {
  const entries = await store.transaction((tx) => tx.paging.toTell(incident.id, after, TOLD_ELSEWHERE));
  for (const entry of entries) {
    const note = tagNote(incident, `#${entry.id}`, wordsOf(entry));
    const tag = tagNote(incident, `#${entry.id}`, '');
    // Its first line may have been cut there; the tag alone says which one it is.
    if (!theirs.notes.some(({ text }) => text.startsWith(tag))) await paging.addNote(theirs.id, note, signal);
  }
  return entries.at(-1)?.id ?? after;
}

function wordsOf({ kind, actor, text }: Pick<TimelineEntry, 'kind' | 'actor' | 'text'>): string {
  if (kind === 'status.updated') return `Status: ${cut(text, MAX_NOTE)}`;
  if (kind === 'note') return `Noted in Slack: ${cut(text, MAX_NOTE)}`;
  // Somebody's own words keep their links; what we made of others' is dead.
  return actor.kind === 'person' ? cut(text, MAX_NOTE) : deadLine(text, MAX_NOTE);
}
