import type { OnCallPerson } from '../incidents/incident.js';
import type { Parts } from './parts.js';

/** Longest wait for the paging system while a person waits for an answer to a click. */
const TIMEOUT_MS = 5_000;

/** People on call for a service of the catalogue; null when nobody can tell. Rejects when the paging system does not answer. */
export function createOnCallLookup({ catalog, paging }: Pick<Parts, 'catalog' | 'paging'>) {
  return async (service: string): Promise<readonly OnCallPerson[] | null> => {
    const id = catalog().get(service)?.pagerDutyServiceId;
    if (!paging || !id) return null;
    return paging.onCall(id, AbortSignal.timeout(TIMEOUT_MS));
  };
}
