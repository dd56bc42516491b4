/**
 * The paging system says that something happened to an incident of its own. What it says is not believed but looked at: the
 * two sides are compared. What we know already, because we did it or heard of it before, asks for nothing.
 */
import { isOurNote } from '../../incidents/paging/origin-tag.js';
import { readPagingKey } from '../../incidents/paging/paged-incident.js';
import type { PagingEvent } from '../../incidents/paging/paging-event.js';
import type { IncidentId } from '../../shared/ids.js';
import { isId } from '../../shared/ids.js';
import type { Store, Transaction } from '../transaction.js';

/** Safe to repeat. True when it led to a look. */
export async function acceptPagingEvent(
  { store }: { readonly store: Store },
  event: PagingEvent,
): Promise<boolean> {
  if (event.note !== null && isOurNote(event.note)) return false;
  return store.transaction(async (tx) => {
    const incidentId = await findIncident(tx, event);
    if (incidentId === undefined) return false;
    await tx.jobs.send('sync-paging', { incidentId });
    return true;
  });
}

/** By its id there; by its key when the answer to its creation did not come yet, or got lost. */
async function findIncident(tx: Transaction, event: PagingEvent): Promise<IncidentId | undefined> {
  const watched = await tx.paging.knownAs(event.pagingId);
  if (watched) return isKnown(event, watched.status) ? undefined : watched.incidentId;
  const ours = readPagingKey(event.key);
  if (!ours || !isId(ours.id)) return undefined;
  const incident = await tx.incidents.lock(ours.id as IncidentId);
  if (!incident || incident.pagerDutyIncidentId !== null || incident.reopenCount !== ours.reopenCount)
    return undefined;
  // Else the look would begin with asking for it to be created once more.
  await tx.incidents.save({ ...incident, pagerDutyIncidentId: event.pagingId });
  return incident.id;
}

/** Only a status says itself whether it is news. */
function isKnown({ isStatus, status }: PagingEvent, seen: string | null): boolean {
  return isStatus && status !== null && status === seen;
}
