/** The results that one incident's tools keep; no other incident's can be read through it. */
import type { ToolResultStore } from '../../agent/ports.js';
import type { IncidentId } from '../../shared/ids.js';
import type { SecretKeeper } from './secret-keeper.js';
import type { Store } from '../transaction.js';

export function keptResultsOf(
  { store, keeper }: { readonly store: Store; readonly keeper: Pick<SecretKeeper, 'hideText'> },
  incidentId: IncidentId,
): ToolResultStore {
  return {
    keep: (text) => store.transaction((tx) => tx.toolResults.keep(incidentId, keeper.hideText(text))),
    read: (id) => store.transaction((tx) => tx.toolResults.read(incidentId, id)),
  };
}
