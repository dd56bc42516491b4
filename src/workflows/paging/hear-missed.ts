/**
 * PagerDuty does not tell afterwards what happened while its webhook was off. Where its incidents are alerts here, those of
 * the catalogue's services are looked up as well: what is open there opens here, and what is not ends here.
 */
import { PAGERDUTY_SOURCE, type Alert } from '../../incidents/alert.js';
import { decideMissed } from '../../incidents/paging/missed-incidents.js';
import { alertOfPaged } from '../../incidents/paging/paged-alert.js';
import type { ListedPaged } from '../../incidents/paging/paged-incident.js';
import type { PagingSystem } from '../../incidents/ports/paging-system.js';
import type { Service } from '../../incidents/service.js';
import { UpstreamError } from '../../shared/errors.js';
import { recordWithin } from '../alerts/record-alerts.js';
import type { PagingDeps } from './paging-deps.js';

/** Of those that are gone; each is a call, and the next look goes on. */
const MAX_READ = 40;

export async function hearMissed(
  { store, log }: Pick<PagingDeps, 'store' | 'log'>,
  paging: PagingSystem,
  { open, services }: { readonly open: readonly ListedPaged[]; readonly services: readonly Service[] },
  signal: AbortSignal,
): Promise<void> {
  const ids = open.map(({ id }) => id);
  const known = await store.transaction((tx) => tx.paging.toldOf(PAGERDUTY_SOURCE, ids));
  const { alerts, gone } = decideMissed(open, known, services);
  const ended: Alert[] = [];
  for (const id of gone.slice(0, MAX_READ)) {
    const there = await readIfShown({ paging, log }, id, signal);
    if (there?.status !== 'resolved' || there.statusSince === null) continue;
    const { statusSince, facts } = there;
    // As its webhook tells it: an episode without length, at which all that began before end.
    const at = { startsAt: statusSince, endsAt: statusSince };
    ended.push({ ...alertOfPaged(facts, services), status: 'resolved', ...at });
  }
  if (alerts.length + ended.length === 0) return;
  await store.transaction((tx) => recordWithin(tx, [...alerts, ...ended]));
  const found = { opened: alerts.map(({ fingerprint }) => fingerprint), ended: ended.length };
  log.warn(found, 'PagerDuty has incidents of which no webhook told');
}

/** Undefined when it is not shown to us, or not any more: the others are heard all the same. */
async function readIfShown(
  { paging, log }: Pick<PagingDeps, 'log'> & { readonly paging: PagingSystem },
  id: string,
  signal: AbortSignal,
): Promise<ListedPaged | undefined> {
  try {
    return await paging.readSummary(id, signal);
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.isRetryable) throw error;
    log.warn({ err: error, id }, 'an incident that PagerDuty told of cannot be read there');
    return undefined;
  }
}
