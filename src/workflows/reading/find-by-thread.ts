/** From where somebody writes to the incident they write about. */
import type { Incident } from '../../incidents/incident.js';
import type { Store } from '../transaction.js';

/** Undefined when it is no incident's thread. */
export async function findByThread(
  deps: { store: Store },
  place: { channelId: string; threadTs: string },
): Promise<Incident | undefined> {
  return deps.store.transaction(async (tx) => {
    const id = await tx.home.incidentOfThread(place);
    return id === undefined ? undefined : tx.incidents.get(id);
  });
}
