/** Which services there are, and which alerts are about that the catalogue does not know. */
import type { ServiceCatalog } from '../../incidents/service.js';
import type { Store } from '../transaction.js';
import type { ServicesAnswer } from './services-answer.js';

/** What alerts named longer ago may be gone. */
const DAYS = 7;

export async function readServices({
  store,
  catalog,
}: {
  readonly store: Store;
  readonly catalog: () => ServiceCatalog;
}): Promise<ServicesAnswer> {
  const named = await store.transaction((tx) => tx.alerts.namedServices(DAYS));
  const counts = new Map(named.map(({ name, alerts }) => [name, alerts]));
  const known = catalog()
    .list()
    .map((service) => ({ service, alerts: counts.get(service.name) ?? 0 }))
    .toSorted((a, b) => a.service.tier - b.service.tier || a.service.name.localeCompare(b.service.name));
  return { days: DAYS, known, unmapped: named.filter(({ name }) => !catalog().get(name)) };
}
