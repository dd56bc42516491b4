/** Which services there are, and which alerts are about that the catalogue does not know. */
import type { Service, ServiceCatalog } from '../../incidents/service.js';
import type { Store } from '../transaction.js';

/** What alerts named longer ago may be gone. */
const DAYS = 7;

export interface ServicesAnswer {
  readonly days: number;
  /** Of the catalogue, the most important first, with how many alerts were about each in these days. */
  readonly known: readonly { readonly service: Service; readonly alerts: number }[];
  /** Names in alerts of these days that the catalogue lacks, the most frequent first. */
  readonly unmapped: readonly NamedService[];
}

/** A service as alerts name it. */
interface NamedService {
  readonly name: string;
  readonly alerts: number;
  readonly lastAt: Date;
}

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
