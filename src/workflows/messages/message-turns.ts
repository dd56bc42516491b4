/** Tells the thread that an incident ended or came back; once it goes on and off, that is said once in a while and the card shows the rest. */
import { FIREWATCH } from '../../incidents/incident.js';
import type { NewTimelineEntry } from '../../incidents/timeline.js';
import { sayInThread } from './say-in-thread.js';
import type { Transaction } from '../transaction.js';

/** Back so often within so long: nobody reads every turn, and the thread is needed for other things. */
const FLAPPING_TURNS = 3;
const WINDOW_MS = 10 * 60_000;
/** More than an alert makes that goes on and off every few seconds for the whole time. */
const ENTRIES = 1_000;
const FLAPPING = 'It goes on and off';

/** `entry` is of the kind `incident.resolved` or `incident.reopened`. */
export async function sayTurnInThread(tx: Transaction, now: Date, entry: NewTimelineEntry): Promise<void> {
  const recent = await tx.timeline.list(entry.incidentId, ENTRIES);
  const since = now.getTime() - WINDOW_MS;
  const returns = recent.filter(({ kind, at }) => kind === 'incident.reopened' && at.getTime() > since);
  if (returns.length < FLAPPING_TURNS) return sayInThread(tx, entry);
  await tx.timeline.append(entry);
  const isSaid = recent.some(
    ({ actor, text, at }) => actor.kind === 'firewatch' && text.startsWith(FLAPPING) && at.getTime() > since,
  );
  if (isSaid) return;
  await sayInThread(tx, {
    incidentId: entry.incidentId,
    kind: 'note',
    actor: FIREWATCH,
    text: `${FLAPPING}: back ${returns.length} times within ten minutes. Further turns are on the card and the timeline only.`,
  });
}
