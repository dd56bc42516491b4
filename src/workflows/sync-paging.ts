/** Brings the paging system's copy of an incident in line with ours, and learns who is on call. Safe to repeat. */
import { PAGERDUTY_SOURCE } from '../incidents/alert.js';
import { incidentLabel, type Incident, type OnCallPerson } from '../incidents/incident.js';
import type { PagingSystem } from '../incidents/ports/paging-system.js';
import type { ServiceCatalog } from '../incidents/service.js';
import type { Logger } from '../observability/logger.js';
import type { IncidentId } from '../shared/ids.js';
import { deadLine } from '../shared/text.js';
import type { Store } from './transaction.js';

/** What PagerDuty shows of a title. */
const MAX_TITLE = 1024;

export interface SyncPagingDeps {
  readonly store: Store;
  /** Null when no paging system is configured. */
  readonly paging: PagingSystem | null;
  readonly log: Pick<Logger, 'warn'>;
  readonly catalog: () => ServiceCatalog;
}

export async function syncPaging(deps: SyncPagingDeps, id: IncidentId, signal: AbortSignal): Promise<void> {
  const { paging } = deps;
  const { incident, alerts } = await deps.store.transaction(async (tx) => ({
    incident: await tx.incidents.get(id),
    alerts: await tx.alerts.ofIncident(id),
  }));
  const service = incident?.service ? deps.catalog().get(incident.service) : undefined;
  if (!paging || !incident || !service?.pagerDutyServiceId) return;

  // Whom PagerDuty told us about has been paged about already.
  const told = alerts.findLast(({ source, status }) => source === PAGERDUTY_SOURCE && status === 'firing');
  const created =
    incident.pagerDutyIncidentId === null
      ? (told?.fingerprint ?? (await create(paging, incident, service.pagerDutyServiceId, signal)))
      : null;
  const pagerDutyIncidentId = incident.pagerDutyIncidentId ?? created;
  if (pagerDutyIncidentId !== null) await push(paging, pagerDutyIncidentId, incident, signal);
  const onCall = await findOnCall(deps, paging, incident, service.pagerDutyServiceId, signal);

  await deps.store.transaction(async (tx) => {
    const current = await tx.incidents.lock(id);
    if (!current) return;
    // Another job may have recorded one meanwhile, and reopening takes away the one that we found.
    await tx.incidents.save({
      ...current,
      pagerDutyIncidentId: current.pagerDutyIncidentId ?? created,
      onCall: onCall ?? current.onCall,
    });
    await tx.notifier.touch({ kind: 'incident_card', incidentId: id, subjectId: null });
    // It changed while we were talking to the paging system: once more, with the new state.
    const isSame = current.status === incident.status && current.reopenCount === incident.reopenCount;
    if (!isSame) await tx.jobs.send('sync-paging', { incidentId: id });
  });
}

/** Undefined when it cannot be found out: that must keep nobody from being called. */
async function findOnCall(
  deps: SyncPagingDeps,
  paging: PagingSystem,
  incident: Incident,
  serviceId: string,
  signal: AbortSignal,
): Promise<readonly OnCallPerson[] | undefined> {
  try {
    return await paging.onCall(serviceId, signal);
  } catch (error) {
    deps.log.warn({ err: error, incident: incidentLabel(incident) }, 'nobody could be found on call');
    return undefined;
  }
}

/** An incident that is over already is not paged about. */
async function create(
  paging: PagingSystem,
  incident: Incident,
  serviceId: string,
  signal: AbortSignal,
): Promise<string | null> {
  if (incident.status === 'resolved') return null;
  return paging.createIncident(
    {
      // One for each time it opened: the paging system does not open a resolved one again.
      key: `firewatch:${incident.id}${incident.reopenCount === 0 ? '' : `:${incident.reopenCount}`}`,
      title: deadLine(`${incidentLabel(incident)} ${incident.title}`, MAX_TITLE),
      details: `Opened by Firewatch from ${incident.source}. The thread in ${incident.channel} has evidence and proposals.`,
      serviceId,
      isUrgent: incident.severity === 'sev1' || incident.severity === 'sev2',
    },
    signal,
  );
}

async function push(
  paging: PagingSystem,
  id: string,
  incident: Incident,
  signal: AbortSignal,
): Promise<void> {
  const there = await paging.status(id, signal);
  if (there === 'resolved') return;
  if (incident.status === 'resolved') return paging.resolve(id, signal);
  if (incident.status !== 'open' && there === 'triggered') await paging.acknowledge(id, signal);
}
