/** Tells the thread that an incident ended or came back; once it goes on and off, that is said once in a while and the card shows the rest. */
import { FLAPPING_ENTRIES, judgeFlapping } from '../../incidents/flapping.js';
import { FIREWATCH } from '../../incidents/incident.js';
import type { NewTimelineEntry } from '../../incidents/timeline.js';
import { sayInThread } from './say-in-thread.js';
import type { Transaction } from '../transaction.js';

const FLAPPING = 'It goes on and off';

/** `entry` is of the kind `incident.resolved` or `incident.reopened`. */
export async function sayTurnInThread(tx: Transaction, now: Date, entry: NewTimelineEntry): Promise<void> {
  const recent = await tx.timeline.list(entry.incidentId, FLAPPING_ENTRIES);
  const { isFlapping, returns, since } = judgeFlapping(recent, now);
  if (!isFlapping) return sayInThread(tx, entry);
  await tx.timeline.append(entry);
  const isSaid = recent.some(
    ({ actor, text, at }) => actor.kind === 'firewatch' && text.startsWith(FLAPPING) && at > since,
  );
  if (isSaid) return;
  await sayInThread(tx, {
    incidentId: entry.incidentId,
    kind: 'note',
    actor: FIREWATCH,
    text: `${FLAPPING}: back ${returns} times within ten minutes. Further turns are on the card and the timeline only.`,
  });
}
