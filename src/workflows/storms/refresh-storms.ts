/** The queues of storms follow their incidents: touched here, after the changes, because many of these share one queue. */
import type { Store } from '../transaction.js';
import { touchStorm } from './gather-storm.js';

/** One transaction each, which holds nothing else: whoever changes an incident never waits for a queue. */
export async function refreshStorms({ store }: { readonly store: Store }): Promise<void> {
  for (const { id, channel } of await store.transaction((tx) => tx.storms.shown()))
    await store.transaction((tx) => touchStorm(tx, id, channel));
}
