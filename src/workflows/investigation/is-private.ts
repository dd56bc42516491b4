/** Which incidents must be kept away from models, as they are now. One that is part of a private one is private too. */
import type { IncidentId } from '../../shared/ids.js';
import type { Store } from '../transaction.js';

/** What is gone counts as private. */
export async function isPrivate(store: Store, id: IncidentId): Promise<boolean> {
  return store.transaction(async (tx) => {
    const incident = await tx.incidents.get(id);
    return (
      incident === undefined || (await tx.incidents.privateAmong([incident.number])).has(incident.number)
    );
  });
}

/** Those of these numbers that are; a number that no incident has is none of ours. */
export function privateAmong(store: Store, numbers: readonly number[]): Promise<ReadonlySet<number>> {
  return store.transaction((tx) => tx.incidents.privateAmong(numbers));
}
