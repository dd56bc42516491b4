/** What menus in forms offer while somebody types. */
import type { Incident } from '../../incidents/incident.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import type { Store } from '../transaction.js';

/** The most Slack shows in one menu. */
const MOST = 100;

export function suggestServices(deps: { catalog: () => ServiceCatalog }, text: string): readonly string[] {
  const wanted = text.trim().toLowerCase();
  return deps
    .catalog()
    .list()
    .map(({ name }) => name)
    .filter((name) => name.toLowerCase().includes(wanted))
    .slice(0, MOST);
}

export async function suggestIncidents(deps: { store: Store }, text: string): Promise<readonly Incident[]> {
  return deps.store.transaction((tx) => tx.incidents.searchActive(text.trim(), MOST));
}
