/**
 * Looks every few minutes, and at the start, at what is open in the paging system: announcements get lost, either side may
 * have been away, and an answer may have been lost after it took effect. What differs from what was agreed is compared at
 * once; of the rest those that were not compared for the longest time, because notes show only when an incident is read.
 */
import type { Agreed } from '../../incidents/paging/decide-paging-sync.js';
import { readPagingKey, type PagedSummary } from '../../incidents/paging/paged-incident.js';
import type { PagingSystem } from '../../incidents/ports/paging-system.js';
import { isId, type IncidentId } from '../../shared/ids.js';
import { sendUnlessUnderWay } from '../send-unless-under-way.js';
import type { WorkflowSettings } from '../settings.js';
import { titleThere } from './find-copy.js';
import { hearMissed } from './hear-missed.js';
import type { PagingDeps } from './paging-deps.js';

/** Each takes some five calls, and PagerDuty takes 960 a minute. */
const MAX_UNCHANGED = 40;

export async function reconcilePaging(
  deps: Pick<PagingDeps, 'store' | 'paging' | 'catalog' | 'log'> & {
    readonly settings: Pick<WorkflowSettings, 'isPagingHeard'>;
  },
  signal: AbortSignal,
): Promise<void> {
  const { store, paging, catalog } = deps;
  const services = catalog().list();
  const serviceIds = services.flatMap(({ pagerDutyServiceId }) => pagerDutyServiceId ?? []);
  if (!paging || serviceIds.length === 0) return;
  const listed = await paging.listOpen([...new Set(serviceIds)], signal);
  const open = new Map(listed.map((one) => [one.id, one]));
  const watched = await store.transaction((tx) => tx.paging.watched());
  const isChanged = watched.map(({ incident, pagingId, agreed }) =>
    differs(incident, open.get(pagingId), agreed),
  );
  const changed = watched.filter((_, index) => isChanged[index]);
  const others = watched.filter((_, index) => !isChanged[index]).slice(0, MAX_UNCHANGED);
  await store.transaction(async (tx) => {
    for (const { incident } of [...changed, ...others])
      await sendUnlessUnderWay(tx.jobs, 'sync-paging', { incidentId: incident.id });
  });
  const known = new Set(watched.map(({ pagingId }) => pagingId));
  for (const orphan of open.values())
    if (!known.has(orphan.id)) await adopt({ store, paging }, orphan, signal);
  if (deps.settings.isPagingHeard) await hearMissed(deps, paging, { open: listed, services }, signal);
}

function differs(
  incident: Parameters<typeof titleThere>[0] & Agreed['ours'],
  there: PagedSummary | undefined,
  agreed: Agreed | null,
): boolean {
  if (!agreed) return true;
  const { ours, theirs } = agreed;
  if (incident.status !== ours.status || incident.severity !== ours.severity) return true;
  if (titleThere(incident) !== ours.title) return true;
  // What is not open is over there.
  if (!there) return theirs.status !== 'resolved';
  return (
    there.status !== theirs.status ||
    there.severity !== theirs.severity ||
    there.title !== theirs.title ||
    there.assignees.join('\n') !== theirs.assignees.join('\n')
  );
}

/** One of ours that we do not know: the answer to its creation got lost, or it is left over from an earlier bout. */
async function adopt(
  { store, paging }: Pick<PagingDeps, 'store'> & { readonly paging: PagingSystem },
  { id, key }: PagedSummary,
  signal: AbortSignal,
): Promise<void> {
  const ours = readPagingKey(key);
  if (!ours || !isId(ours.id)) return;
  const isLeftOver = await store.transaction(async (tx) => {
    const incident = await tx.incidents.lock(ours.id as IncidentId);
    if (!incident || incident.pagerDutyIncidentId === id) return false;
    if (incident.reopenCount !== ours.reopenCount) return true;
    if (incident.pagerDutyIncidentId !== null) return false;
    await tx.incidents.save({ ...incident, pagerDutyIncidentId: id });
    await tx.jobs.send('sync-paging', { incidentId: incident.id });
    return false;
  });
  if (isLeftOver) await paging.change(id, { status: 'resolved' }, signal);
}
