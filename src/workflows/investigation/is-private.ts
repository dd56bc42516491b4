/** Whether models must be kept away from an incident, as it is now. */
import type { IncidentId } from '../../shared/ids.js';
import type { Store } from '../transaction.js';

/** What is gone counts as private. */
export async function isPrivate(store: Store, id: IncidentId): Promise<boolean> {
  const incident = await store.transaction((tx) => tx.incidents.get(id));
  return incident?.isPrivate ?? true;
}
