/** A turn of events that people must not miss: on the timeline, and once in the incident's thread. */
import type { NewTimelineEntry } from '../../incidents/timeline.js';
import type { Transaction } from '../transaction.js';

export async function sayInThread(tx: Transaction, entry: NewTimelineEntry): Promise<void> {
  const { id } = await tx.timeline.append(entry);
  await tx.notifier.touch({ kind: 'note', incidentId: entry.incidentId, subjectId: String(id) });
}
